package io.wagateway.route;

import groovy.lang.GroovyClassLoader;
import groovy.lang.Script;
import io.wagateway.error.StartupException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.language.groovy.GroovyLanguage;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.language.GroovyExpression;
import org.codehaus.groovy.control.CompilationFailedException;

/**
 * Compiles the Groovy of route files and script files when they are loaded, so that a mistake stops the start, and no
 * call waits for the compiler. Camel looks a script up by its text, which it reads when it makes the route that names
 * it.
 */
final class GroovyScripts {
    /** The bean name by which Camel looks up the language with its scripts. */
    static final String LANGUAGE = "groovy-language";

    private static final String RESOURCE = "resource:";
    private static final Pattern LINE = Pattern.compile("(?m)\\.groovy: (\\d+): (.*)$");

    private final Map<String, Class<Script>> compiled = new HashMap<>();

    void add(RouteFile script) {
        try {
            compileOnce(script.text(), script.name());
        } catch (CompilationFailedException e) {
            throw new StartupException(reason(e, ""));
        }
    }

    void add(RoutesBuilder builder) {
        if (!(builder instanceof RouteBuilder routes)) {
            return;
        }
        for (RouteDefinition route : routes.getRouteCollection().getRoutes()) {
            add(route.getRouteId(), route);
        }
        for (RouteTemplateDefinition template :
                routes.getRouteTemplateCollection().getRouteTemplates()) {
            add(template.getId(), template.getRoute());
        }
    }

    @SuppressWarnings("rawtypes")
    private void add(String id, RouteDefinition route) {
        for (ProcessorDefinition step :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
            compile(id, step);
            if (step instanceof ChoiceDefinition choice) {
                choice.getWhenClauses().forEach(when -> compile(id, when));
            }
        }
    }

    private void compile(String id, Object step) {
        if (step instanceof ExpressionNode node && node.getExpression() instanceof GroovyExpression groovy) {
            compile(id, groovy.getExpression());
        }
    }

    private void compile(String id, String text) {
        if (text.startsWith(RESOURCE)) {
            return;
        }
        try {
            compileOnce(text, "route.groovy");
        } catch (CompilationFailedException e) {
            throw new StartupException("'" + id + "': " + reason(e, " of its Groovy"));
        }
    }

    @SuppressWarnings("unchecked")
    private void compileOnce(String text, String fileName) {
        if (!compiled.containsKey(text)) {
            compiled.put(text, new GroovyClassLoader(getClass().getClassLoader()).parseClass(text, fileName));
        }
    }

    /** The first of the mistakes, on one line. */
    private static String reason(CompilationFailedException mistake, String where) {
        Matcher line = LINE.matcher(mistake.getMessage());
        return line.find() ? "line " + line.group(1) + where + ": " + line.group(2) : mistake.getMessage();
    }

    /** Makes Camel use the compiled scripts. */
    void bind(CamelContext context) {
        if (compiled.isEmpty()) {
            return;
        }
        GroovyLanguage.Builder language = new GroovyLanguage.Builder();
        compiled.forEach(language::addScript);
        context.getRegistry().bind(LANGUAGE, language.build());
    }
}
