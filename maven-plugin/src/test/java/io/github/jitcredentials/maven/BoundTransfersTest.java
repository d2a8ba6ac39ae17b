package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Destination;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferEvent.RequestType;
import org.eclipse.aether.transfer.TransferListener;
import org.eclipse.aether.transfer.TransferResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundTransfersTest {
    private static final ServerProfile PROFILE = new ServerProfile(
            "deploy",
            "releases",
            ServerProfile.Style.BEARER,
            "token",
            new Destination(URI.create("https://repo.example.com/releases/")));

    private final GuardedExecution execution = new GuardedExecution(
            () -> Set.of("releases"),
            server -> Optional.of(PROFILE).filter(profile -> profile.server().equals(server)),
            profile -> Optional.empty());
    private final List<String> heard = new ArrayList<>();
    private final TransferListener bound = new BoundTransfers(execution, new AbstractTransferListener() {
        @Override
        public void transferInitiated(TransferEvent event) {
            heard.add(event.getResource().getRepositoryUrl());
        }
    });

    private static TransferEvent event(String server, String url, RequestType type) {
        TransferResource resource = new TransferResource(server, url, "a.pom", null, null);
        return new TransferEvent.Builder(new DefaultRepositorySystemSession(), resource)
                .setRequestType(type)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "releases, https://repo.example.com/releases/, PUT",
        "releases, https://repo.example.com/public/, GET",
        "central, https://central.example.com/, GET",
        "other, https://elsewhere.example.com/, PUT"
    })
    void coveredOrUnguarded_goesOn(String server, String url, RequestType type) throws TransferCancelledException {
        bound.transferInitiated(event(server, url, type));

        assertThat(heard).containsExactly(url);
    }

    @ParameterizedTest
    @CsvSource({
        "https://elsewhere.example.com/releases/, PUT",
        "https://repo.example.com/public/, PUT",
        "http://repo.example.com/releases/, PUT",
        "https://elsewhere.example.com/releases/, GET",
        "https://elsewhere.example.com/releases/, GET_EXISTENCE"
    })
    void outsideTheDestination_isStopped(String url, RequestType type) {
        assertThatThrownBy(() -> bound.transferInitiated(event("releases", url, type)))
                .isInstanceOf(TransferCancelledException.class)
                .hasMessageContaining("server \"releases\" goes to " + url)
                .hasMessageContaining("but \"deploy\" is for ");
        assertThat(heard).isEmpty();
    }

    @Test
    void noListenerOfTheBuildsOwn_isFine() {
        TransferListener alone = new BoundTransfers(execution, null);
        TransferEvent event = event("central", "https://central.example.com/", RequestType.GET);

        assertThatCode(() -> {
                    alone.transferInitiated(event);
                    alone.transferStarted(event);
                    alone.transferProgressed(event);
                    alone.transferCorrupted(event);
                    alone.transferSucceeded(event);
                    alone.transferFailed(event);
                })
                .doesNotThrowAnyException();
    }
}
