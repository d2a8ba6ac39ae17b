package io.github.jitcredentials.maven.entry;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.ExecutionListener;
import org.apache.maven.execution.MavenExecutionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Hears that a goal failed. {@code MojoExecutionListener.afterExecutionFailure} is made for that, but no Maven from 3.8 to 4
 * calls it when a goal throws; {@code ExecutionListener.mojoFailed} comes, on the failing goal's own thread. A request has one
 * such listener: this one stands before it and passes everything on, also what a newer Maven may add.
 */
final class FailureRelay implements InvocationHandler {
    private final @Nullable ExecutionListener next;
    private final Switchboard switchboard;

    private FailureRelay(@Nullable ExecutionListener next, Switchboard switchboard) {
        this.next = next;
        this.switchboard = switchboard;
    }

    static FailureRelay install(MavenExecutionRequest request, Switchboard switchboard) {
        FailureRelay relay = new FailureRelay(request.getExecutionListener(), switchboard);
        request.setExecutionListener((ExecutionListener) Proxy.newProxyInstance(
                FailureRelay.class.getClassLoader(), new Class<?>[] {ExecutionListener.class}, relay));
        return relay;
    }

    /** Puts the listener back that was there before, unless somebody else has stood before this one since. */
    void remove(MavenExecutionRequest request) {
        ExecutionListener current = request.getExecutionListener();
        if (current != null && Proxy.isProxyClass(current.getClass()) && Proxy.getInvocationHandler(current) == this) {
            request.setExecutionListener(next);
        }
    }

    @Override
    // For a method without parameters the array is null; the XML descriptor tool cannot parse an annotated array.
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return onObject(proxy, method, arguments);
        }
        if (method.getName().equals("mojoFailed") && arguments != null && arguments[0] instanceof ExecutionEvent) {
            ExecutionEvent event = (ExecutionEvent) arguments[0];
            if (event.getMojoExecution() != null) {
                switchboard.end(event.getProject(), event.getMojoExecution(), false);
            }
        }
        if (next == null) {
            return null;
        }
        try {
            return method.invoke(next, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static Object onObject(Object proxy, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "equals":
                return arguments != null && proxy == arguments[0];
            case "hashCode":
                return System.identityHashCode(proxy);
            default:
                return "jit-credentials failure relay";
        }
    }
}
