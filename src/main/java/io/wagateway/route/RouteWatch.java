package io.wagateway.route;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.commons.io.monitor.FileAlterationListenerAdaptor;
import org.apache.commons.io.monitor.FileAlterationMonitor;
import org.apache.commons.io.monitor.FileAlterationObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when route files of a folder have changed, and change no more. It looks again and again, because what the operating
 * system tells ends with the folder: one that is replaced, or comes later, is watched as well.
 */
final class RouteWatch extends ServiceSupport {
    /** A program that writes a file may empty it first; so a change counts when nothing more has changed for as long. */
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);

    private final Path folder;
    private final FileAlterationMonitor monitor = new FileAlterationMonitor(INTERVAL.toMillis());

    /** @param changed called in the watch's own thread; it must not throw */
    RouteWatch(Path folder, Runnable changed) throws IOException {
        this.folder = folder;
        FileAlterationObserver observer = FileAlterationObserver.builder()
                .setFile(folder.toFile())
                .setFileFilter(RouteWatch::isWatched)
                .get();
        observer.addListener(new Settled(changed));
        monitor.addObserver(observer);
        monitor.setThreadFactory(task -> {
            Thread thread = new Thread(task, "route-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    protected void doStart() throws Exception {
        monitor.start();
        LOG.info("Routes in {} are reloaded when a file changes", folder);
    }

    @Override
    protected void doStop() throws Exception {
        monitor.stop();
    }

    /** As the files are found: links to files count, links to folders and hidden folders do not. */
    private static boolean isWatched(File file) {
        return file.isDirectory()
                ? !Files.isSymbolicLink(file.toPath()) && !RouteFile.isHidden(file.getName())
                : RouteFile.isRelevant(file.getName());
    }

    private static final class Settled extends FileAlterationListenerAdaptor {
        private final Runnable changed;
        private boolean changes;
        private boolean changedBefore;

        Settled(Runnable changed) {
            this.changed = changed;
        }

        @Override
        public void onStart(FileAlterationObserver observer) {
            changes = false;
        }

        @Override
        public void onFileCreate(File file) {
            changes = true;
        }

        @Override
        public void onFileChange(File file) {
            changes = true;
        }

        @Override
        public void onFileDelete(File file) {
            changes = true;
        }

        @Override
        public void onStop(FileAlterationObserver observer) {
            if (changedBefore && !changes) {
                changed.run();
            }
            changedBefore = changes;
        }
    }
}
