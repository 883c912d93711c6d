package io.wagateway.route;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change of the routes folder. */
class RouteWatchTest {
    @TempDir
    private Path parent;

    private final AtomicInteger changes = new AtomicInteger();
    private Path folder;
    private RouteWatch watch;

    @BeforeEach
    void start() throws Exception {
        folder = parent.resolve("routes");
        watch = new RouteWatch(folder, changes::incrementAndGet);
        watch.start();
    }

    @AfterEach
    void stop() {
        watch.stop();
    }

    @Test
    void folderThatComesLater_orIsReplaced_isWatched() throws Exception {
        change(() -> {
            Files.createDirectory(folder);
            Files.writeString(folder.resolve("own.camel.yaml"), "- route: {}");
        });
        Path other = Files.createDirectories(parent.resolve("other/engines/mine"));
        Files.writeString(other.resolve("status.groovy"), "[:]");
        change(() -> {
            Files.move(folder, parent.resolve("old"));
            Files.move(parent.resolve("other"), folder);
        });
        change(() -> Files.writeString(folder.resolve("engines/mine/status.groovy"), "[status: 'working']"));
    }

    /** As Kubernetes changes what it mounts. */
    @Test
    void linkToAFileWhoseFolderIsExchanged_isAChange() throws Exception {
        Path first = Files.createDirectories(parent.resolve("first"));
        Path second = Files.createDirectories(parent.resolve("second"));
        Files.writeString(first.resolve("own.camel.yaml"), "- route: {}");
        Files.writeString(second.resolve("own.camel.yaml"), "- route: {id: second}");
        Path data = parent.resolve("..data");
        Files.createSymbolicLink(data, first);
        change(() -> {
            Files.createDirectory(folder);
            Files.createSymbolicLink(folder.resolve("own.camel.yaml"), data.resolve("own.camel.yaml"));
        });
        change(() -> {
            Path next = Files.createSymbolicLink(parent.resolve("next"), second);
            Files.move(next, data, ATOMIC_MOVE);
        });
    }

    @Test
    void writingThatGoesOn_isOneChange_andOtherFilesAreNone() throws Exception {
        Files.createDirectory(folder);
        change(() -> {
            Path file = Files.createFile(folder.resolve("slow.camel.yaml"));
            for (int i = 0; i < 20; i++) {
                Files.writeString(file, "x".repeat(i));
                Thread.sleep(100);
            }
        });
        Files.writeString(folder.resolve(".slow.camel.yaml.swp"), "x");
        Files.writeString(folder.resolve("notes.txt"), "x");
        await().during(Duration.ofSeconds(1)).until(() -> changes.get() == 1);
    }

    private interface Change {
        void make() throws Exception;
    }

    private void change(Change change) throws Exception {
        int before = changes.get();
        change.make();
        await().until(() -> changes.get() > before);
        assertThat(changes).hasValue(before + 1);
    }
}
