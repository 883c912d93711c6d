package io.wagateway.route;

import io.wagateway.error.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Finds the route files: the packaged ones, and those of a folder, which replace packaged ones or add to them. */
final class RouteFiles {
    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    private static final String PACKAGED = "routes/";
    private static final Path DEFAULT_FOLDER = Path.of("routes");

    private final Path folder;

    /** @param configured gateway.routes-dir; null if it is not set */
    RouteFiles(Path configured) {
        if (configured != null && !Files.isDirectory(configured)) {
            throw StartupException.property("gateway.routes-dir", configured, "this folder does not exist");
        }
        this.folder = configured == null ? DEFAULT_FOLDER : configured;
    }

    Path folder() {
        return folder;
    }

    /** Sorted by name. Logs which files of the folder differ from the packaged ones. */
    List<RouteFile> find() {
        Map<String, RouteFile> files = new TreeMap<>();
        try {
            addPackaged(files);
            int before = files.size();
            List<RouteFile> own = ownFiles();
            long replaced =
                    own.stream().filter(file -> files.containsKey(file.name())).count();
            List<RouteFile> changed = own.stream()
                    .filter(file -> !isCopy(file, files.get(file.name())))
                    .toList();
            own.forEach(file -> replaceKind(files, file));
            own.forEach(file -> files.put(file.name(), file));
            LOG.info(
                    "Routes: {} packaged files; the folder {} replaces {} and adds {}",
                    before,
                    folder.toAbsolutePath().normalize(),
                    replaced,
                    own.size() - replaced);
            // A gateway that runs in its own source tree finds a copy of every packaged file.
            changed.forEach(file -> LOG.info("Routes: {} comes from the folder", file.name()));
        } catch (IOException e) {
            throw new StartupException("routes cannot be read: " + e.getMessage(), e);
        }
        return List.copyOf(files.values());
    }

    private static boolean isCopy(RouteFile own, RouteFile packaged) {
        return packaged != null && own.text().equals(packaged.text());
    }

    private static void addPackaged(Map<String, RouteFile> files) throws IOException {
        PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
        String root = resolver.getResource("classpath:" + PACKAGED).getURL().toString();
        for (Resource resource : resolver.getResources("classpath:" + PACKAGED + "**/*.*")) {
            String name = resource.getURL().toString().substring(root.length());
            if (RouteFile.isRelevant(name)) {
                files.put(name, new RouteFile(name, RouteFile.PACKAGED, resource));
            }
        }
    }

    /** An engine kind that is one file replaces the whole packaged kind of its name. */
    private static void replaceKind(Map<String, RouteFile> files, RouteFile own) {
        if (own.isWholeKind()
                && files.values().removeIf(file -> file.engineKind().equals(own.engineKind()))) {
            LOG.info("Routes: {} replaces the whole packaged engine kind", own.name());
        }
    }

    private List<RouteFile> ownFiles() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> RouteFile.isRelevant(path.getFileName().toString())
                            && !isInHiddenFolder(path)
                            && Files.isRegularFile(path))
                    .sorted()
                    .map(path -> new RouteFile(name(path), folder.toString(), new FileSystemResource(path)))
                    .toList();
        }
    }

    private boolean isInHiddenFolder(Path file) {
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .anyMatch(part -> RouteFile.isHidden(part.toString()));
    }

    /** On one line. */
    private String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/').replaceAll("\\p{Cntrl}", "?");
    }
}
