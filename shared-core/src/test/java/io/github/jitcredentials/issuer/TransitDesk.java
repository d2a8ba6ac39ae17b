package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.identity.CiAuthority;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.peer.BaoDesk;
import io.github.jitcredentials.peer.Documented;
import io.github.jitcredentials.peer.OpenBao;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** At a real OpenBao, a transit engine of one's own that has an App's key, set up as docs/github.md has it but for the audience. */
final class TransitDesk implements IdentityTokens {
    private final BaoDesk desk = new BaoDesk();

    TransitDesk() throws IOException {
        OpenBao bao = desk.bao();
        bao.write("sys/mounts/" + engine(), "{'type':'transit'}");
        bao.write(engine() + "/keys/github-app", "{'type':'rsa-2048'}");
        bao.policy(
                "",
                policy(),
                Documented.block("github.md", "server: transit-policy").replace("transit/sign", engine() + "/sign"));
        ObjectNode role =
                (ObjectNode) new ObjectMapper().readTree(Documented.block("github.md", "server: transit-role"));
        role.putArray("bound_audiences").add(url().toString());
        role.putArray("token_policies").add(policy());
        bao.writeIn("", "auth/" + desk.mount() + "/role/sign", role.toString());
    }

    /** Where the engine is mounted. */
    String engine() {
        return "transit-" + desk.mount();
    }

    /** Where one logs in. */
    String login() {
        return desk.mount();
    }

    /** Named as all policies of this desk, so that tokens with it are counted. */
    private String policy() {
        return "sign-" + desk.policy();
    }

    URI url() {
        return desk.bao().url();
    }

    /** What others may know of the App's key. */
    RSAPublicKey publicKey() throws GeneralSecurityException {
        JsonNode key = desk.bao().read(engine() + "/keys/github-app");
        String pem = key.at("/data/keys/1/public_key").asText();
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    }

    /** How many logins are alive. */
    int tokens() {
        return desk.tokens().size();
    }

    @Override
    public IdentityToken fresh(String audience) {
        return new IdentityToken(
                new Identity(
                        "ci",
                        CiAuthority.ISSUER,
                        "repo:acme/app:ref:refs/heads/main",
                        Map.of(),
                        Instant.now().plusSeconds(300)),
                Secret.of(desk.identityToken(audience)));
    }

    @Override
    public Renewability renewability() {
        return Renewability.FRESH;
    }
}
