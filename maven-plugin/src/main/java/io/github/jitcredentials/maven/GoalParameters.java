package io.github.jitcredentials.maven;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** A planned goal's parameters as the goal will see them: from the POM, the command line and the goal's defaults. */
final class GoalParameters {
    private final @Nullable Xpp3Dom configuration;
    private final ExpressionEvaluator expressions;

    GoalParameters(MavenSession session, MojoExecution execution) {
        this(execution.getConfiguration(), new PluginParameterExpressionEvaluator(session, execution));
    }

    GoalParameters(@Nullable Xpp3Dom configuration, ExpressionEvaluator expressions) {
        this.configuration = configuration;
        this.expressions = expressions;
    }

    /** The parameter's value as text; null where it has none. */
    @Nullable
    String text(String name) {
        Xpp3Dom parameter = configuration == null ? null : configuration.getChild(name);
        if (parameter == null) {
            return null;
        }
        String value = evaluate(parameter.getValue());
        return value != null ? value : evaluate(parameter.getAttribute("default-value"));
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(text(name));
    }

    private @Nullable String evaluate(@Nullable String expression) {
        if (expression == null || expression.isBlank()) {
            return null;
        }
        try {
            Object value = expressions.evaluate(expression);
            return value == null || value.toString().isBlank()
                    ? null
                    : value.toString().trim();
        } catch (ExpressionEvaluationException e) {
            return null; // Maven will say so itself when it configures the goal.
        }
    }
}
