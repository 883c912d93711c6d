package io.wagateway.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** Packages a baseline as the gateway is packaged, so that the layout of the jar gives neither a faster start. */
final class ExecutableJar {
    private ExecutableJar() {}

    /** @param artifacts its libraries, which are on the class path of this process */
    static Path build(Path jar, Class<?> main, List<String> artifacts) throws IOException {
        Path plain = Files.createTempFile(jar.getParent(), "plain", ".jar");
        String entry = main.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(plain));
                InputStream in = main.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
        List<File> libraries =
                artifacts.stream().map(ExecutableJar::onClassPath).toList();
        Repackager repackager = new Repackager(plain.toFile());
        repackager.setMainClass(main.getName());
        repackager.repackage(jar.toFile(), callback -> {
            for (File library : libraries) {
                callback.library(new Library(library, LibraryScope.COMPILE));
            }
        });
        return jar;
    }

    private static File onClassPath(String artifact) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(File::new)
                .filter(file -> file.getName().matches(artifact.replace(".", "\\.") + "-[0-9].*\\.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(artifact + " is not on the class path"));
    }
}
