package io.github.jitcredentials.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real PostgreSQL on this machine's loopback, with nobody in it but its administrator. */
public final class Postgres implements AutoCloseable {
    static final String ADMINISTRATOR = "administrator";
    static final String PASSWORD = "only-on-this-machine";

    private final Path folder;
    private final int port;
    private final PeerProcess process;

    private Postgres(Path folder, int port, PeerProcess process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** It refuses to be run by root, and whoever runs it must reach its folder, which is none of a project's therefore. */
    static Postgres start() {
        try {
            Path folder = Files.createTempDirectory(
                    // Not java.io.tmpdir, which a build may have put into its project.
                    Path.of("/tmp"),
                    "jit-credentials-postgres",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Path data = Files.createDirectory(folder.resolve("data"));
            Path password = Files.writeString(folder.resolve("password"), PASSWORD);
            List<String> nobody = List.of();
            if ("root".equals(System.getProperty("user.name"))) {
                nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
                PeerProcess.run(List.of("chown", "65534:65534", data.toString(), password.toString()));
            }
            PeerProcess.run(with(
                    nobody,
                    Peers.postgres("initdb").toString(),
                    "--no-sync",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--auth=scram-sha-256",
                    "--username=" + ADMINISTRATOR,
                    "--pwfile=" + password,
                    "-D",
                    data.toString()));
            int port = PeerProcess.freePort();
            PeerProcess process = PeerProcess.start(
                    "INT",
                    folder.resolve("log"),
                    Map.of(),
                    with(
                            nobody,
                            Peers.postgres("postgres").toString(),
                            "-D",
                            data.toString(),
                            "-p",
                            String.valueOf(port),
                            "-c",
                            "listen_addresses=127.0.0.1",
                            "-c",
                            "unix_socket_directories=",
                            "-c",
                            "fsync=off"));
            Postgres postgres = new Postgres(folder, port, process);
            process.awaiting(() -> postgres.accepts(ADMINISTRATOR, PASSWORD));
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** A session in somebody's name. */
    public Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", user, password);
    }

    /** Whether somebody can log in now. */
    public boolean accepts(String user, String password) {
        try (Connection connection = connect(user, password)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** The users whose names match, as SQL's {@code like} has it. */
    public List<String> users(String pattern) {
        try (Connection connection = connect(ADMINISTRATOR, PASSWORD);
                PreparedStatement select =
                        connection.prepareStatement("select rolname from pg_roles where rolname like ?")) {
            select.setString(1, pattern);
            List<String> users = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    users.add(found.getString(1));
                }
            }
            return users;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** How many sessions these users have open. */
    public int sessions(List<String> users) {
        try (Connection connection = connect(ADMINISTRATOR, PASSWORD);
                PreparedStatement count =
                        connection.prepareStatement("select count(*) from pg_stat_activity where usename = any (?)")) {
            count.setArray(1, connection.createArrayOf("text", users.toArray()));
            try (ResultSet found = count.executeQuery()) {
                found.next();
                return found.getInt(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> with(List<String> before, String... command) {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(command));
        return all;
    }
}
