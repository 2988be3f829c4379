package dev.nodens.tests.harness;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts one API server for all the tests of a run, at the first that asks for it, and stops it after the last. */
final class ApiServerExtension implements ExecutionCondition, BeforeAllCallback, ParameterResolver {

    private static final Namespace STORE = Namespace.create(ApiServerExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return MustRun.enabledIf(
                ApiServer.isInstalled(),
                "there is no kube-apiserver in " + ApiServer.cache() + ": run tests/kube/fetch, as `make test` does");
    }

    /** Before {@link LeakCheck} looks, where the annotations stand in that order: the server outlives the tests. */
    @Override
    public void beforeAll(ExtensionContext context) {
        server(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ApiServer.class;
    }

    @Override
    public ApiServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server(context);
    }

    private static ApiServer server(ExtensionContext context) {
        return context.getRoot()
                .getStore(STORE)
                .computeIfAbsent(ApiServer.class, _ -> ApiServer.start(), ApiServer.class);
    }
}
