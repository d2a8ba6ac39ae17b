package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.identity.IdentitySources;
import io.github.jitcredentials.issuer.Issuers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a file may say is what those who are told understand, no more and no less. */
class SpecTypeTest {
    @Test
    void identities_areThoseThatCanBeMade() {
        assertThat(table(SpecType.IDENTITIES)).isEqualTo(IdentitySources.types());
    }

    @Test
    void issuers_areThoseThatCanBeMade() {
        assertThat(table(SpecType.ISSUERS)).isEqualTo(Issuers.types());
    }

    private static Map<String, Set<String>> table(List<SpecType> types) {
        return types.stream().collect(Collectors.toMap(SpecType::name, type -> type.settings().stream()
                .map(SpecSetting::name)
                .collect(Collectors.toSet())));
    }
}
