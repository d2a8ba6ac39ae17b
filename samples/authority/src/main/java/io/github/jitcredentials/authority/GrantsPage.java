package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.grant.Grant;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How grants are shown at {@code /live} and {@code /grants}: never a token, nor enough to guess one. */
final class GrantsPage {
    private GrantsPage() {}

    static List<Map<String, @Nullable Object>> of(List<Grant> grants) {
        return grants.stream().map(GrantsPage::of).toList();
    }

    private static Map<String, @Nullable Object> of(Grant grant) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("id", grant.id());
        shown.put("fingerprint", grant.fingerprint());
        shown.put("client", grant.client());
        shown.put("issuer", grant.issuer());
        shown.put("subject", grant.subject());
        shown.put("scope", String.join(" ", grant.scope()));
        shown.put("audience", grant.audience());
        shown.put("kind", grant.kind().name().toLowerCase(Locale.ROOT));
        shown.put("issued", grant.issued().toString());
        shown.put("expires", grant.expires().toString());
        shown.put("revoked", grant.revokedAt().map(Instant::toString).orElse(null));
        shown.put("purpose", grant.purpose());
        shown.put("requestId", grant.requestId());
        return shown;
    }
}
