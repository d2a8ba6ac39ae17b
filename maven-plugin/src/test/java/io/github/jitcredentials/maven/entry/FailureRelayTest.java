package io.github.jitcredentials.maven.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.maven.execution.AbstractExecutionListener;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.ExecutionListener;
import org.apache.maven.execution.MavenExecutionRequest;
import org.junit.jupiter.api.Test;

class FailureRelayTest {
    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
    private final Switchboard switchboard = new Switchboard("17");

    @Test
    void everything_isPassedOn() {
        AtomicInteger heard = new AtomicInteger();
        ExecutionListener own = new AbstractExecutionListener() {
            @Override
            public void sessionEnded(ExecutionEvent event) {
                heard.incrementAndGet();
            }
        };
        request.setExecutionListener(own);
        FailureRelay relay = FailureRelay.install(request, switchboard);
        request.getExecutionListener().sessionEnded(null);

        assertThat(heard).hasValue(1);
        assertThat(request.getExecutionListener()).isNotSameAs(own);
        relay.remove(request);
        assertThat(request.getExecutionListener()).isSameAs(own);
    }

    @Test
    void ownListenersException_isItsOwn() {
        request.setExecutionListener(new AbstractExecutionListener() {
            @Override
            public void mojoFailed(ExecutionEvent event) {
                throw new IllegalStateException("own");
            }
        });
        FailureRelay.install(request, switchboard);

        assertThatThrownBy(() -> request.getExecutionListener().mojoFailed(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("own");
    }

    @Test
    void noListenerBefore_noneAfter() {
        FailureRelay relay = FailureRelay.install(request, switchboard);
        ExecutionListener installed = request.getExecutionListener();

        assertThatCode(() -> installed.mojoFailed(null)).doesNotThrowAnyException();
        assertThat(installed).isEqualTo(request.getExecutionListener()).isNotEqualTo(this);
        assertThat(installed).hasSameHashCodeAs(request.getExecutionListener());
        assertThat(installed).hasToString("jit-credentials failure relay");
        relay.remove(request);
        assertThat(request.getExecutionListener()).isNull();
    }

    @Test
    void somebodyElseInFront_stays() {
        FailureRelay relay = FailureRelay.install(request, switchboard);
        ExecutionListener later = new AbstractExecutionListener();
        request.setExecutionListener(later);
        relay.remove(request);

        assertThat(request.getExecutionListener()).isSameAs(later);
    }
}
