package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.HostileText;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

/** Whatever others wrote, what a build prints of ours gives no CI system an order, and moves no cursor. */
class HostileConsoleTest {
    private static final String ALL = "io.github.jitcredentials.model.HostileText#all";

    @ParameterizedTest
    @MethodSource(ALL)
    void console_printsHarmlessLines(HostileText hostile) {
        for (BiConsumer<Console, String> level :
                List.<BiConsumer<Console, String>>of(Console::info, Console::warn, Console::error)) {
            List<String> printed = new ArrayList<>();

            level.accept(Console.of(logger(printed)), hostile.text());
            level.accept(
                    Console.of(logger(printed)),
                    "jit-credentials: " + new Problem("x" + hostile.text(), hostile.text(), ""));

            assertThat(printed).isNotEmpty().allSatisfy(HostileText::assertHarmless);
            hostile.assertRecognisable(printed.get(printed.size() - 1));
        }
    }

    /** Maven prints a failure's lines as they are. */
    @ParameterizedTest
    @MethodSource(ALL)
    void refusal_isABlockOfHarmlessLines(HostileText hostile) {
        Problem problem = new Problem("x" + hostile.text(), hostile.text(), hostile.text());
        JitException refusal = new JitException.Refused(problem, null);

        assertThat(new Refusals().of(refusal).getMessage().lines()).allSatisfy(HostileText::assertHarmless);
    }

    private static Logger logger(List<String> printed) {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    printed.add((String) arguments[0]);
                    return null;
                });
    }
}
