package io.github.jitcredentials.maven;

import io.github.jitcredentials.authority.grant.Grant;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How much time we add to the deployment of 50 modules: four kinds of build in turn, round after round, in one run. Those
 * without us carry a stored token in {@code settings.xml} to the same repository.
 */
public final class ReactorBench {
    private static final int MODULES = 50;
    private static final String MAVEN = "3.9.16";
    private static final String RECORDING = "hooks.jfr";
    private static final double TARGET = 0.01;
    private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern SECTION =
            Pattern.compile("(?s)(<!-- reactor: written by maven-plugin/src/bench/run -->\n).*(<!-- /reactor -->)");

    private record Kind(boolean atEnd, boolean withUs) {
        @Override
        public String toString() {
            return (atEnd ? "`deployAtEnd`" : "each module by itself") + (withUs ? ", with us" : ", stored token");
        }
    }

    private record Round(Kind kind, Duration build, HookTime hooks, int leases) {}

    private static final List<Kind> KINDS =
            List.of(new Kind(true, false), new Kind(true, true), new Kind(false, false), new Kind(false, true));

    private ReactorBench() {}

    /** @param arguments the number of rounds, and the page to write the table into */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Jdk jdk = Jdk.newest(found -> found.feature() >= 25)
                .orElseThrow(() -> new IllegalStateException("needs a JDK 25 or newer, which can trace methods (JEP 520):"
                        + " name one with JAVA_HOME_25=DIR"));
        List<Round> all = new ArrayList<>();
        build(new Kind(true, true), jdk); // Caches of the disk, and what Maven still has to download.
        for (int i = 0; i < rounds; i++) {
            for (Kind kind : KINDS) {
                Round round = build(kind, jdk);
                all.add(round);
                System.out.println(line(kind, List.of(round)));
            }
        }
        String table = table(all, jdk, rounds);
        Path page = Path.of(arguments[1]);
        Matcher section = SECTION.matcher(Files.readString(page));
        if (!section.find()) {
            throw new IllegalStateException(page + " has no place for the table");
        }
        Files.writeString(page, section.replaceFirst("$1" + Matcher.quoteReplacement(table) + "$2"));
    }

    private static Round build(Kind kind, Jdk jdk) throws IOException, InterruptedException {
        try (Ground ground = Ground.open("reactor")) {
            Path project = ground.project();
            grow(project);
            List<String> arguments = new ArrayList<>(List.of("deploy", "-DdeployAtEnd=" + kind.atEnd()));
            if (!kind.withUs()) {
                withoutUs(ground, project);
                arguments.addAll(List.of("-s", "settings.xml"));
            }
            long start = System.nanoTime();
            InnerBuild build = ground.start(
                    new Launcher(MAVEN, jdk.home(), HookTime.option(RECORDING)),
                    project,
                    arguments.toArray(String[]::new));
            int status = build.await();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            if (status != 0 || !ground.authority().live().stream().allMatch(grant -> isStored(grant, kind))) {
                throw new IllegalStateException("the build failed, or left a credential alive:\n" + build.output());
            }
            int leases = ground.authority().grants().size() - (kind.withUs() ? 0 : 1);
            return new Round(kind, took, HookTime.of(project.resolve(RECORDING)), leases);
        }
    }

    private static boolean isStored(Grant grant, Kind kind) {
        return !kind.withUs() && grant.purpose() == null;
    }

    private static void grow(Path project) throws IOException {
        String modules = IntStream.rangeClosed(1, MODULES)
                .mapToObj(i -> "<module>module-" + i + "</module>")
                .collect(Collectors.joining());
        Ground.replace(project.resolve("pom.xml"), "<module>greeting</module>", modules);
        Ground.replace(project.resolve("pom.xml"), "<module>greeting-cli</module>", "");
        for (int i = 1; i <= MODULES; i++) {
            Path module = Files.createDirectories(project.resolve("module-" + i + "/src/main/java/com/example"));
            Files.writeString(
                    project.resolve("module-" + i + "/pom.xml"),
                    Files.readString(project.resolve("greeting/pom.xml"))
                            .replace("<artifactId>greeting</artifactId>", "<artifactId>module-" + i + "</artifactId>"));
            Files.writeString(
                    module.resolve("Module.java"), "package com.example; public record Module(String name) {}");
        }
    }

    /** The same build with a stored token, as people have it today. */
    private static void withoutUs(Ground ground, Path project) throws IOException, InterruptedException {
        String pom = Files.readString(project.resolve("pom.xml"));
        Files.writeString(
                project.resolve("pom.xml"),
                pom.replaceFirst("(?s)<plugin>\\s*<groupId>io.github.jitcredentials.*?</plugin>", ""));
        Files.writeString(
                project.resolve("settings.xml"),
                "<settings><servers><server><id>releases</id><username>token</username><password>" + storedToken(ground)
                        + "</password></server></servers></settings>");
    }

    private static String storedToken(Ground ground) throws IOException, InterruptedException {
        Map<String, String> form = Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "client_id", "trial",
                "scope", "repo:write",
                "subject_token_type", "urn:ietf:params:oauth:token-type:jwt",
                "subject_token",
                        Files.readString(ground.authority().ci().orElseThrow().idTokenFile())
                                .trim());
        HttpRequest request = HttpRequest.newBuilder(URI.create(ground.authority().url() + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher token = TOKEN.matcher(answer);
        if (!token.find()) {
            throw new IllegalStateException("the authority gave no token to store: " + answer);
        }
        return token.group(1);
    }

    private static String table(List<Round> all, Jdk jdk, int rounds) {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Medians of " + rounds + " rounds; Maven " + MAVEN + " on JDK " + jdk.version() + ", " + MODULES
                        + " modules of one class each, tests left out.",
                "",
                "| build | took | leases | in our hooks | of that, the issuer | ours | share of the build |",
                "|---|---:|---:|---:|---:|---:|---:|"));
        KINDS.forEach(kind -> lines.add(line(
                kind, all.stream().filter(round -> round.kind().equals(kind)).toList())));
        lines.add("");
        KINDS.stream().filter(Kind::withUs).map(kind -> verdict(kind, all)).forEach(lines::add);
        lines.add("");
        return String.join("\n", lines) + "\n";
    }

    private static String verdict(Kind kind, List<Round> all) {
        double share = share(all.stream().filter(round -> round.kind().equals(kind)).toList());
        return "* " + kind + ": target at most 1 % of the build. **" + (share <= TARGET ? "Met" : "Missed") + "**.";
    }

    private static String line(Kind kind, List<Round> rounds) {
        if (!kind.withUs()) {
            return String.join(" | ", "| " + kind, seconds(median(rounds, Round::build)), "", "", "", "", " |");
        }
        return String.join(
                " | ",
                "| " + kind,
                seconds(median(rounds, Round::build)),
                Integer.toString(rounds.get(0).leases()),
                millis(median(rounds, round -> round.hooks().inside())),
                millis(median(rounds, round -> round.hooks().issuer())),
                millis(median(rounds, round -> round.hooks().own())),
                "%.2f %% |".formatted(100 * share(rounds)));
    }

    private static double share(List<Round> rounds) {
        List<Double> shares = rounds.stream()
                .map(round -> (double) round.hooks().own().toNanos()
                        / round.build().toNanos())
                .sorted()
                .toList();
        return shares.get(shares.size() / 2);
    }

    private static Duration median(List<Round> rounds, Function<Round, Duration> of) {
        List<Duration> sorted =
                rounds.stream().map(of).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }

    private static String millis(Duration duration) {
        return "%d ms".formatted(duration.toMillis());
    }
}
