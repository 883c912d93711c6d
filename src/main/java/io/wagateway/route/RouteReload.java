package io.wagateway.route;

import io.wagateway.engine.EngineClient;
import io.wagateway.error.StartupException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Processor;
import org.apache.camel.Service;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the routes when a file of the folder changes, comes or goes while the demo runs. It first loads them into a
 * trial context, so that a broken file changes nothing. Camel's own reloading would remove every route until the file is
 * repaired. Requests wait meanwhile. What routes with a timer do at that moment may fail, so only the demo reloads.
 */
final class RouteReload {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    private final CamelContext context;
    private final RouteFiles files;
    private final EngineClient engines;
    private final RequestPause pause;
    private List<RouteFile> running;
    private List<RouteFile> seen;

    /** @param running the files whose routes are running */
    RouteReload(
            CamelContext context, RouteFiles files, EngineClient engines, RequestPause pause, List<RouteFile> running) {
        this.context = context;
        this.files = files;
        this.engines = engines;
        this.pause = pause;
        this.running = inMemory(running);
        this.seen = this.running;
    }

    /** Takes up what has changed in the folder; what is there already does not run again. */
    void reload() {
        try {
            List<RouteFile> found = inMemory(files.find());
            if (found.equals(seen)) {
                return;
            }
            seen = found;
            tryOut(found);
            pause.during(context, () -> {
                replaceBy(found);
                return null;
            });
            LOG.info("Routes reloaded: {} are running", context.getRoutesSize());
        } catch (Throwable e) {
            // A file may also lead to an Error: a missing class, or a stack overflow. The next change must still be
            // seen.
            LOG.error("Routes not reloaded: {}", reason(e));
        }
    }

    private static List<RouteFile> inMemory(List<RouteFile> files) {
        return files.stream().map(RouteFile::inMemory).toList();
    }

    private static String reason(Throwable failure) {
        return failure instanceof StartupException ? failure.getMessage() : RouteLoader.reason(failure);
    }

    private void tryOut(List<RouteFile> found) throws Exception {
        // A registry of its own, so that the trial binds nothing in the real one.
        DefaultRegistry beans = new DefaultRegistry(new LifelessBeans(context.getRegistry()));
        try (DefaultCamelContext trial = new DefaultCamelContext(beans)) {
            trial.getPropertiesComponent().addPropertiesSource(new RunningProperties(context));
            trial.setAutoStartup(false);
            RouteLoader loader = new RouteLoader(trial, engines.entries());
            loader.load(found);
            trial.start();
            // Here, as the running context also knows the addresses that calls have named.
            loader.check();
        }
    }

    private void replaceBy(List<RouteFile> found) throws Exception {
        try {
            load(found);
            running = found;
        } catch (Throwable e) {
            LOG.error("The changed routes do not start; those of before run again: {}", reason(e));
            load(running);
            throw e;
        }
    }

    private void load(List<RouteFile> found) throws Exception {
        removeAll();
        new RouteLoader(context, engines.entries()).load(found);
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

    /**
     * The beans of the running context without what has a life of its own: the trial context would take over what it
     * borrows, and end it when it stops. So it makes its components and languages itself; and a step of the pipeline,
     * which nobody calls there, is one that does nothing.
     */
    private record LifelessBeans(BeanRepository all) implements BeanRepository {
        private static final Processor STEP = exchange -> {};

        private static Optional<Object> lifeless(Object bean) {
            if (!(bean instanceof CamelContextAware || bean instanceof Service)) {
                return Optional.ofNullable(bean);
            }
            boolean isOfCamel = bean.getClass().getName().startsWith("org.apache.camel.");
            return bean instanceof Processor && !isOfCamel ? Optional.of(STEP) : Optional.empty();
        }

        @Override
        public Object lookupByName(String name) {
            return lifeless(all.lookupByName(name)).orElse(null);
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return lifeless(all.lookupByNameAndType(name, type))
                    .filter(type::isInstance)
                    .map(type::cast)
                    .orElse(null);
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            Map<String, T> found = new HashMap<>();
            all.findByTypeWithName(type).forEach((name, bean) -> lifeless(bean)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .ifPresent(lent -> found.put(name, lent)));
            return found;
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Set.copyOf(findByTypeWithName(type).values());
        }
    }

    /** The properties of the running context. */
    private record RunningProperties(CamelContext context) implements PropertiesSource {
        @Override
        public String getName() {
            return "running";
        }

        @Override
        public String getProperty(String name) {
            return context.getPropertiesComponent().resolveProperty(name).orElse(null);
        }
    }
}
