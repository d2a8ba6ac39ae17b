package io.github.jitcredentials.load;

import io.github.jitcredentials.peer.BaoDesk;
import java.io.IOException;

/** What a script asks of OpenBao, with nothing between it and the socket. */
final class BareOpenBao implements AutoCloseable {
    private final BaoDesk desk;
    private final BareClient client;

    BareOpenBao(BaoDesk desk) throws IOException {
        this.desk = desk;
        this.client = new BareClient(desk.bao().url());
    }

    /** A login and what it brought. */
    record Login(String token, String accessor) {}

    Login login(String identity) throws IOException {
        String answer = client.send(
                "POST",
                "/v1/auth/" + desk.mount() + "/login",
                "",
                "{\"role\":\"" + desk.role() + "\",\"jwt\":\"" + identity + "\"}");
        return new Login(field(answer, "client_token"), field(answer, "accessor"));
    }

    String child(String token) throws IOException {
        return field(post("auth/token/create", token, "{\"ttl\":\"3600s\",\"num_uses\":2}"), "client_token");
    }

    /** @return the lease's name */
    String read(String token) throws IOException {
        return field(client.send("GET", "/v1/" + desk.path(), header(token), ""), "lease_id");
    }

    String post(String path, String token, String body) throws IOException {
        return client.send("POST", "/v1/" + path, header(token), body);
    }

    private static String header(String token) {
        return "X-Vault-Token: " + token + "\r\n";
    }

    private static String field(String answer, String name) throws IOException {
        int at = answer.indexOf("\"" + name + "\":\"");
        if (at < 0) {
            throw new IOException("no " + name + " in the answer");
        }
        int from = at + name.length() + 4;
        return answer.substring(from, answer.indexOf('"', from));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
