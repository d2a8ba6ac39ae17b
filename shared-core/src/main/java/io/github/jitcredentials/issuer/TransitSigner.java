package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Has the transit engine of an OpenBao or Vault sign, which keeps the App's key to itself. Logs in for each signature with an
 * identity token of its own, and out again.
 *
 * @see <a href="https://openbao.org/api-docs/secret/transit/">Transit</a>
 */
final class TransitSigner implements AppSigner {
    private static final String SIGNATURE = "vault:v\\d{1,9}:[A-Za-z0-9+/]+={0,2}";

    private final TransitSettings settings;
    private final VaultWire wire;
    private final VaultLogins logins;
    private final VaultRefusals refusals;

    TransitSigner(TransitSettings settings, VaultWire wire, VaultLogins logins) {
        this.settings = settings;
        this.wire = wire;
        this.logins = logins;
        this.refusals = new VaultRefusals(settings.vault());
    }

    @Override
    public byte[] sign(byte[] text) {
        Secret login = harmless(() -> logins.in("").token().secret());
        try {
            return harmless(() -> sign(text, login));
        } finally {
            logins.leave(login);
        }
    }

    private byte[] sign(byte[] text, Secret login) {
        ObjectNode body = VaultWire.body()
                .put("input", Base64.getEncoder().encodeToString(text))
                .put("hash_algorithm", "sha2-256")
                .put("signature_algorithm", "pkcs1v15");
        VaultAnswer answer = wire.post(settings.sign(), login, body, "");
        String signature = answer.part("data").path("signature").asText("");
        if (answer.status() != 200 || !signature.matches(SIGNATURE)) {
            throw refusals.of(
                    answer,
                    "a signature by " + settings.sign(),
                    "Its policy needs: path \"" + settings.sign()
                            + "\" { capabilities = [\"update\"] }, and the key is of type rsa-2048 or longer.");
        }
        return Base64.getDecoder().decode(signature.substring(signature.lastIndexOf(':') + 1));
    }

    /** A login or a signature that got lost changed nothing at GitHub: one may ask again. */
    private static <T> T harmless(Supplier<T> step) {
        try {
            return step.get();
        } catch (JitException.Uncertain e) {
            throw new JitException.Unavailable(e.problems().get(0), null, e);
        }
    }
}
