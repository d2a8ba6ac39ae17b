package io.github.jitcredentials.masking;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The masker against {@link PlainMasker}, on texts made to be difficult: few letters, many beginnings of forms. */
class MaskerPropertiesTest {

    /** Forms and a text cut into writes. */
    record Story(Set<String> forms, List<String> writes) {
        String text() {
            return String.join("", writes);
        }
    }

    /** One thing that happens while a stream runs: forms come and go, then there is a write. */
    record Event(Set<String> live, String write) {}

    @Property
    void anyCut_outputIsThatOfThePlainMasker(@ForAll("stories") Story story) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = maskerOf(story.forms()).wrap(target)) {
            for (String write : story.writes()) {
                write(out, write);
            }
        }
        assertThat(latin1(target)).isEqualTo(PlainMasker.mask(story.text(), story.forms()));
    }

    @Property
    void afterEachWrite_onlyTheLongestPartialMatchIsHeldBack(@ForAll("stories") Story story) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        PlainMasker plain = new PlainMasker();
        plain.change(story.forms());
        try (OutputStream out = maskerOf(story.forms()).wrap(target)) {
            for (String write : story.writes()) {
                write(out, write);
                plain.write(write);
                assertThat(latin1(target)).startsWith(plain.outputSoFar());
                assertThat(plain.output()).startsWith(latin1(target));
            }
        }
    }

    @Property
    void secretsComeAndGo_eachIsMaskedFromItsFirstWriteToItsLast(@ForAll("events") List<Event> events)
            throws IOException {
        Masker masker = new Masker(InstantSource.system());
        Map<String, MaskedSecret> live = new HashMap<>();
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        PlainMasker plain = new PlainMasker();
        try (OutputStream out = masker.wrap(target)) {
            for (Event event : events) {
                event.live().forEach(form -> live.computeIfAbsent(form, added -> add(masker, added)));
                live.entrySet().removeIf(old -> {
                    boolean goes = !event.live().contains(old.getKey());
                    if (goes) {
                        old.getValue().forget();
                    }
                    return goes;
                });
                plain.change(live.keySet());
                write(out, event.write());
                plain.write(event.write());
                assertThat(latin1(target)).startsWith(plain.outputSoFar());
            }
        }
        assertThat(latin1(target)).isEqualTo(plain.output());
    }

    @Property
    void streamsTakeTurns_eachIsMaskedByItself(@ForAll("stories") Story one, @ForAll("stories") Story other)
            throws IOException {
        Masker masker = maskerOf(one.forms());
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        try (OutputStream out = masker.wrap(first);
                OutputStream err = masker.wrap(second)) {
            for (int i = 0; i < Math.max(one.writes().size(), other.writes().size()); i++) {
                out.write(
                        PlainMasker.bytes(i < one.writes().size() ? one.writes().get(i) : ""));
                err.write(PlainMasker.bytes(
                        i < other.writes().size() ? other.writes().get(i) : ""));
            }
        }
        assertThat(latin1(first)).isEqualTo(PlainMasker.mask(one.text(), one.forms()));
        assertThat(latin1(second)).isEqualTo(PlainMasker.mask(other.text(), one.forms()));
    }

    @Property
    void nothingToMask_bytesAreTheSame(@ForAll("bytes") byte[] bytes, @ForAll("cuts") List<Integer> cuts)
            throws IOException {
        // UTF-8 has no such byte, so no form can occur.
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] |= (byte) 0xf8;
        }
        Masker masker = maskerOf(Set.of("abcdefgh", "\u00e9\u00e8\u00ea"));
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = masker.wrap(target)) {
            int at = 0;
            for (int cut : cuts) {
                int length = Math.min(cut, bytes.length - at);
                out.write(bytes, at, length);
                at += length;
            }
            out.write(bytes, at, bytes.length - at);
        }
        assertThat(target.toByteArray()).isEqualTo(bytes);
    }

    @Property
    void textAtOnce_isMaskedAsInAStream(@ForAll("stories") Story story) {
        assertThat(maskerOf(story.forms()).mask(story.text())).isEqualTo(PlainMasker.mask(story.text(), story.forms()));
    }

    @Property
    void realSecretsAmongText_noFormSurvives(@ForAll("secrets") List<Secret> secrets, @ForAll Random random)
            throws IOException {
        Masker masker = new Masker(InstantSource.system());
        secrets.forEach(secret -> masker.add("test", secret));
        List<String> forms = SecretForms.of(secrets).stream()
                .map(form -> new String(form.reveal(), StandardCharsets.UTF_8))
                .toList();
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = masker.wrap(target)) {
            for (String write : cut(text(forms, random), cuts(random))) {
                out.write(write.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(target.toString(StandardCharsets.UTF_8)).doesNotContain(forms);
    }

    // Made from one source of randomness, without shrinking: a million cases in minutes, and they are small anyhow.

    @Provide
    Arbitrary<Story> stories() {
        return Arbitraries.randomValue(random -> {
            Set<String> forms = forms(random);
            return new Story(forms, cut(text(forms, random), cuts(random)));
        });
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.randomValue(random -> {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            return bytes;
        });
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.randomValue(MaskerPropertiesTest::cuts);
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return Arbitraries.randomValue(random -> {
            Set<String> forms = forms(random);
            return cut(text(forms, random), cuts(random)).stream()
                    .map(write -> new Event(some(forms, random), write))
                    .toList();
        });
    }

    private static Set<String> some(Set<String> forms, Random random) {
        return forms.stream()
                .filter(form -> random.nextInt(3) > 0)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Of any characters but the mask's own. */
    @Provide
    Arbitrary<List<Secret>> secrets() {
        String odd = "\n\r\t !\"#$%&'()+,-./:;<=>?@[\\]^_`{|}~\u00e4\u20ac09AZaz";
        return Arbitraries.randomValue(random -> Stream.generate(() ->
                        Secret.of("X" + letters(random.nextBoolean() ? odd : "abc", 2 + random.nextInt(60), random)))
                .limit(1 + random.nextInt(3))
                .toList());
    }

    private static Set<String> forms(Random random) {
        int kind = random.nextInt(4);
        String alphabet = kind == 0 ? "ab" : "abc";
        int shortest = List.of(1, 3, 6, 120).get(kind);
        int longest = List.of(5, 9, 20, 260).get(kind);
        return Stream.generate(() -> letters(alphabet, shortest + random.nextInt(longest - shortest), random))
                .limit(1 + random.nextInt(8))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Forms, their beginnings and ends, and letters between them. */
    private static String text(Collection<String> forms, Random random) {
        List<String> known = List.copyOf(forms);
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(random.nextInt(8) == 0 ? 80 : 12); pieces > 0; pieces--) {
            String form = known.get(random.nextInt(known.size()));
            int cut = random.nextInt(form.length() + 1);
            text.append(
                    switch (random.nextInt(4)) {
                        case 0 -> form;
                        case 1 -> form.substring(0, cut);
                        case 2 -> form.substring(cut);
                        default -> letters("abc ", random.nextInt(30), random);
                    });
        }
        return text.toString();
    }

    private static List<Integer> cuts(Random random) {
        int longest = random.nextBoolean() ? 4 : 80;
        return Stream.generate(() -> random.nextInt(longest))
                .limit(random.nextInt(20))
                .toList();
    }

    private static String letters(String alphabet, int length, Random random) {
        StringBuilder letters = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            letters.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return letters.toString();
    }

    private static List<String> cut(String text, List<Integer> cuts) {
        List<String> writes = new ArrayList<>();
        int at = 0;
        for (int cut : cuts) {
            int end = Math.min(text.length(), at + cut);
            writes.add(text.substring(at, end));
            at = end;
        }
        writes.add(text.substring(at));
        return writes;
    }

    /** From the middle of an array whose ends would matter if they were read. */
    private static void write(OutputStream out, String text) throws IOException {
        int before = text.length() % 4;
        out.write(PlainMasker.bytes("abc".substring(0, before) + text + "abc"), before, text.length());
    }

    private static Masker maskerOf(Set<String> forms) {
        Masker masker = new Masker(InstantSource.system());
        forms.forEach(form -> add(masker, form));
        return masker;
    }

    private static MaskedSecret add(Masker masker, String form) {
        return masker.add("test", List.of(new SecretForm("literal", true, form)), true);
    }

    private static String latin1(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
