package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeveralListenersTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void listenerThatThrows_keepsNobodyFromBeingTold() {
        LeaseListener all =
                new SeveralListeners(List.of(listener("a", false), listener("b", true), listener("c", true)));

        assertThatThrownBy(() -> all.notRenewed(null, Problem.of("late")))
                .hasMessage("b")
                .satisfies(first -> assertThat(first.getSuppressed()).hasSize(1));
        assertThat(told).containsExactly("a", "b", "c");
    }

    private LeaseListener listener(String name, boolean fails) {
        return new LeaseListener() {
            @Override
            public void notRenewed(Intent intent, Problem problem) {
                told.add(name);
                if (fails) {
                    throw new IllegalStateException(name);
                }
            }
        };
    }
}
