package io.github.jitcredentials.jenkins.masking;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunMaskTest {
    private static final RunMask.Place ANYWHERE = new RunMask.Place("block", null);
    private static final String TOKEN = "a-token-of-some-length-1";

    private final RunMask mask = new RunMask("p#1");
    private final List<String> leaked = new ArrayList<>();

    @Test
    void headerOfWhomever_isMaskedAndALeak() {
        add("lease", Map.of("token", TOKEN, "username", "issued"), "of-a-file");
        mask.user("configured");

        for (String user : List.of("issued", "of-a-file", "configured", "x-access-token")) {
            leaked.clear();
            assertThat(mask.mask("Authorization: Basic " + basic(user, TOKEN)))
                    .as(user)
                    .isEqualTo("Authorization: Basic ****");
            assertThat(leaked).as(user).containsOnly("lease token");
        }
    }

    @Test
    void headerOfWhatComesLater_isMasked() {
        mask.user("configured");
        add("lease", Map.of("token", TOKEN));

        assertThat(mask.mask(basic("configured", TOKEN))).isEqualTo("****");
    }

    @Test
    void agentThatSaysAnything_isHeardOfWhatItWasSent() {
        add("lease", Map.of("token", TOKEN));
        add("other", Map.of("token", TOKEN + "2"));

        mask.heard(Set.of("lease.token"), Arrays.asList(null, 7, "other.token", "nonsense", "lease.token"));

        assertThat(leaked).containsExactly("lease token");
    }

    private void add(String lease, Map<String, String> fields, String... users) {
        Map<String, Secret> secrets = new TreeMap<>();
        fields.forEach((field, value) -> secrets.put(field, Secret.of(value)));
        mask.add(ANYWHERE, lease, new Credential(secrets), List.of(users), field -> leaked.add(lease + " " + field));
    }

    private static String basic(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
