package io.github.jitcredentials.frontend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** What stands in a delivered file. Its bytes are as secret as the credential. */
final class FileContent {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FileContent() {}

    /**
     * @param to where the credential may go; there for a login
     * @throws JitException.Misconfigured if the credential lacks the field, or holds what the format can't
     */
    static byte[] of(String name, FileDelivery file, Credential credential, Optional<Destination> to) {
        return switch (file.format()) {
            case VALUE -> utf8(field(name, file, credential));
            case PROPERTIES -> properties(credential);
            case JSON -> json(fields(credential));
            case NETRC -> netrc(name, file, credential, to.orElseThrow());
            case DOCKER_CONFIG -> docker(name, file, credential, to.orElseThrow());
        };
    }

    private static String field(String name, FileDelivery file, Credential credential) {
        return Optional.ofNullable(file.field())
                .flatMap(credential::field)
                .map(Secret::reveal)
                .orElseThrow(() -> new JitException.Misconfigured(new Problem(
                        "the issuer gave no \"" + file.field() + "\", only "
                                + String.join(", ", credential.fields().keySet()),
                        "deliver: file: " + name,
                        "name a field that it gives")));
    }

    private static byte[] properties(Credential credential) {
        Properties all = new Properties();
        credential.fields().forEach((field, secret) -> all.setProperty(field, secret.reveal()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            all.store(out, null);
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        // The first line is the date, which nobody needs and which would make each renewal another file.
        return utf8(out.toString(StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .collect(Collectors.joining("\n", "", "\n")));
    }

    private static ObjectNode fields(Credential credential) {
        ObjectNode all = JSON.createObjectNode();
        credential.fields().forEach((field, secret) -> all.put(field, secret.reveal()));
        return all;
    }

    /** One line, as the format's oldest readers want it; none of them agrees on quotes. */
    private static byte[] netrc(String name, FileDelivery file, Credential credential, Destination to) {
        String password = field(name, file, credential);
        if (password.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '"' || c == '\\')) {
            throw new JitException.Misconfigured(new Problem(
                    "the credential holds characters that a netrc file can't",
                    "deliver: file: " + name,
                    "use another format"));
        }
        return utf8("machine " + to.uri().getHost() + " login " + file.username() + " password " + password + "\n");
    }

    private static byte[] docker(String name, FileDelivery file, Credential credential, Destination to) {
        String login = file.username() + ":" + field(name, file, credential);
        ObjectNode config = JSON.createObjectNode();
        config.putObject("auths")
                .putObject(registry(to.uri()))
                .put("auth", Base64.getEncoder().encodeToString(utf8(login)));
        return json(config);
    }

    /** As image names spell it: without the port that a scheme has anyway. */
    private static String registry(URI to) {
        boolean usual = to.getPort() == ("https".equals(to.getScheme()) ? 443 : 80);
        return usual ? to.getHost() : to.getHost() + ":" + to.getPort();
    }

    private static byte[] json(ObjectNode node) {
        try {
            return utf8(JSON.writeValueAsString(node) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can be written");
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
