package io.wagateway.route;

import io.wagateway.engine.EngineClient;
import io.wagateway.error.StartupException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.FileWatcherResourceReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the routes when a file changes while the demo runs. It first loads them into a trial context, so that a
 * broken file changes nothing. Camel's own reloading would remove every route until the file is repaired. A call in
 * flight at that moment may fail, so only the demo reloads.
 */
final class RouteReload {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    private final CamelContext context;
    private final RouteFiles files;
    private final EngineClient engines;

    RouteReload(CamelContext context, RouteFiles files, EngineClient engines) {
        this.context = context;
        this.files = files;
        this.engines = engines;
    }

    void watch() throws Exception {
        if (!Files.isDirectory(files.folder())) {
            return;
        }
        FileWatcherResourceReloadStrategy watcher =
                new FileWatcherResourceReloadStrategy(files.folder().toString(), true);
        watcher.setFileFilter(file -> RouteFile.isRelevant(file.getName()));
        watcher.setResourceReload((name, resource) -> reload());
        context.addService(watcher);
        LOG.info("Routes in {} are reloaded when a file changes", files.folder());
    }

    void reload() {
        try {
            List<RouteFile> found = files.find();
            tryOut(found);
            removeAll();
            RouteLoader loader = new RouteLoader(context, engines.entries());
            loader.load(found);
            loader.check();
            LOG.info("Routes reloaded: {} are running", context.getRoutesSize());
        } catch (Exception e) {
            LOG.error(
                    "Routes not reloaded: {}", e instanceof StartupException ? e.getMessage() : RouteLoader.reason(e));
        }
    }

    private void tryOut(List<RouteFile> found) throws Exception {
        // A registry of its own before the real one, so that a failed trial binds nothing in the real one.
        DefaultRegistry beans = new DefaultRegistry(new BeansWithoutScripts(context.getRegistry()));
        try (DefaultCamelContext trial = new DefaultCamelContext(beans)) {
            trial.setPropertiesComponent(context.getPropertiesComponent());
            trial.setAutoStartup(false);
            new RouteLoader(trial, engines.entries()).load(found);
            trial.start();
        }
    }

    private void removeAll() throws Exception {
        ModelCamelContext model = (ModelCamelContext) context;
        context.getRouteController().removeAllRoutes();
        context.removeRouteTemplates("*");
        context.getCamelContextExtension()
                .getContextPlugin(Model.class)
                .getRestDefinitions()
                .clear();
        for (var configuration : List.copyOf(model.getRouteConfigurationDefinitions())) {
            model.removeRouteConfiguration(configuration);
        }
    }

    /** Without the scripts of the running context, which the trial context would clear when it stops. */
    private record BeansWithoutScripts(BeanRepository all) implements BeanRepository {
        private static boolean isScripts(String name) {
            return GroovyScripts.LANGUAGE.equals(name);
        }

        @Override
        public Object lookupByName(String name) {
            return isScripts(name) ? null : all.lookupByName(name);
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return isScripts(name) ? null : all.lookupByNameAndType(name, type);
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return all.findByTypeWithName(type);
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return all.findByType(type);
        }
    }
}
