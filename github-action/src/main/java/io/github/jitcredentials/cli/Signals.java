package io.github.jitcredentials.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the operating system tells this process to do. The JDK's door to it is {@code sun.misc.Signal}, exported by the module
 * {@code jdk.unsupported} and without a successor; by reflection, because the compiler warns of each of its names.
 */
final class Signals {
    /**
     * A signal.
     *
     * @param name without {@code SIG}
     */
    record Signal(String name, int number) {}

    private static final List<Signal> ENDING =
            List.of(new Signal("HUP", 1), new Signal("INT", 2), new Signal("TERM", 15));

    private Signals() {}

    /**
     * Has the signals that ask a process to end told to somebody else instead, each on a thread of its own. Those that this
     * process was started to ignore stay ignored.
     */
    static void redirect(Consumer<Signal> told) {
        ENDING.forEach(signal -> redirect(signal, told));
    }

    private static void redirect(Signal signal, Consumer<Signal> told) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, args) -> {
                        if (method.getName().equals("handle")) {
                            told.accept(signal);
                            return null;
                        }
                        return method.getName().equals("equals")
                                ? (Object) (self == args[0])
                                : (Object) signal.number();
                    });
            Object named = type.getConstructor(String.class).newInstance(signal.name());
            type.getMethod("handle", type, handlerType).invoke(null, named, handler);
        } catch (InvocationTargetException e) {
            // The JVM was told to leave signals alone (-Xrs): then they end it, and the guardian revokes.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no sun.misc.Signal: add the module jdk.unsupported", e);
        }
    }
}
