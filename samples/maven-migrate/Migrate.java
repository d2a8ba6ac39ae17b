import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Applies a folder of migrations in order. It is a program like any other that takes the name of a file with a token: it knows
 * nothing of JIT Credentials. In the place of a database that asks its authority about tokens is the trial's guarded repository,
 * which takes each migration by HTTP PUT.
 */
class Migrate {
    public static void main(String[] args) throws Exception {
        Path tokenFile = Path.of(args[0]);
        String url = args[1].replaceFirst("/*$", "/") + args[2] + "/";
        List<Path> migrations;
        try (Stream<Path> files = Files.list(Path.of(args[3]))) {
            migrations = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
        }
        HttpClient http = HttpClient.newHttpClient();
        for (Path migration : migrations) {
            // Read anew for each: a token that lives shorter than the work is renewed in its file.
            String token = Files.readString(tokenFile);
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + migration.getFileName()))
                    .header("Authorization", "Bearer " + token)
                    .PUT(HttpRequest.BodyPublishers.ofFile(migration))
                    .build();
            int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            System.out.println(migration.getFileName() + " " + status);
            if (status / 100 != 2) {
                System.exit(1);
            }
        }
    }
}
