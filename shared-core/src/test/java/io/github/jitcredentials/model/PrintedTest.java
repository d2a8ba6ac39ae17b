package io.github.jitcredentials.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrintedTest {
    private static final String ALL = "io.github.jitcredentials.model.HostileText#all";

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "::error::x,<U+003A>:error::x",
                "  ::error::x,  <U+003A>:error::x",
                "a ::error::x,a ::error::x",
                "a ##[error]b,a <U+0023>#[error]b",
                "##vso[task],<U+0023>#vso[task]",
                "###[x],#<U+0023>#[x]",
                "C# and ## and [x],C# and ## and [x]",
                "std::vector,std::vector"
            })
    void order_isNamedAndNothingElse(String text, String printed) {
        assertThat(Printed.line(text)).isEqualTo(printed);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anyText_isOneHarmlessLine(HostileText hostile) {
        HostileText.assertHarmless(Printed.line(hostile.text()));
        hostile.assertRecognisable(Printed.line(hostile.text()));
        HostileText.assertHarmless(Printed.line("  " + hostile.text()));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void problem_isAsManyLinesAsItSays(HostileText hostile) {
        Problem problem = new Problem("claim is " + hostile.text(), hostile.text(), "Do this.\nDo that.");

        assertThat(problem.lines()).hasSize(3).allSatisfy(HostileText::assertHarmless);
        assertThat(problem.toString().lines()).hasSize(3);
        assertThat(new JitException.Misconfigured(problem).getMessage()).isEqualTo(problem.toString());
        assertThat(new Problem("x", "", hostile.text()).lines()).allSatisfy(HostileText::assertHarmless);
    }

    /** Refused and not cleaned: it is what an auditor reads. */
    @ParameterizedTest
    @MethodSource(ALL)
    void purpose_isKeptAsItIsOrRefused(HostileText hostile) {
        Purpose[] made = new Purpose[1];
        Throwable refusal = catchThrowable(() -> made[0] = new Purpose(hostile.text()));

        if (refusal == null) {
            assertThat(made[0].text()).isEqualTo(hostile.text());
            assertThat(hostile.text().codePoints()).noneMatch(Printed::isInvisible);
        } else {
            assertThat(refusal).isInstanceOf(IllegalArgumentException.class);
            HostileText.assertHarmless(refusal.getMessage());
        }
    }

    @Test
    void corpus_isNoSmallerThanItWas() {
        assertThat(HostileText.all()).hasSizeGreaterThan(45).doesNotHaveDuplicates();
    }
}
