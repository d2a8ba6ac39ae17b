package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Fields;
import io.github.jitcredentials.document.Mapping;
import io.github.jitcredentials.document.Mapping.Entry;
import io.github.jitcredentials.document.Node;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.frontend.FileDelivery.Format;
import io.github.jitcredentials.model.Credential;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the {@code file} of a profile's {@code deliver}: names, and what the file of each holds. */
final class FileDeliveryReader {
    private static final List<String> KEYS = List.of("as", "field", "username");
    private static final String LOGINS = "as: netrc or as: docker-config";

    private final Optional<SpecType> type;
    private final Problems problems;

    /** @param type what the profile's issuer is, if that is known */
    FileDeliveryReader(Optional<SpecType> type, Problems problems) {
        this.type = type;
        this.problems = problems;
    }

    Map<String, FileDelivery> read(Node node) {
        Map<String, FileDelivery> files = new TreeMap<>();
        for (Entry entry : Fields.named(node, "file", problems)) {
            Text name = entry.key();
            if (!FileNames.isName(name.value())) {
                problems.add(name.place(), FileMistake.BAD_FILE_NAME, name.shown());
            } else if (FileNames.steers(name.value())) {
                problems.add(name.place(), FileMistake.STEERING_NAME, "file", name.shown());
            }
            Optional<FileDelivery> file = entry.value() instanceof Mapping
                    ? formatted(entry)
                    : Fields.text(entry.value(), name.value(), problems)
                            .flatMap(this::field)
                            .map(FileDelivery::value);
            file.ifPresent(delivery -> files.put(name.value(), delivery));
        }
        return files;
    }

    private Optional<FileDelivery> formatted(Entry entry) {
        Text name = entry.key();
        Optional<Fields> read = Fields.of(entry.value(), name.place(), "file " + name.shown(), KEYS, problems);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        int before = problems.count();
        Optional<Format> said = fields.choice("as", Format.words()).flatMap(Format::of);
        Format format = said.orElse(Format.VALUE);
        Optional<Text> field = fields.text("field");
        Optional<Text> username = fields.text("username");
        boolean readable = fields.node("as").isEmpty() || said.isPresent();
        if (readable) {
            fit(fields, format, field, username);
        }
        Optional<String> known =
                field.isPresent() ? field.flatMap(this::field) : format.isLogin() ? login(fields) : Optional.empty();
        if (problems.count() > before) {
            return Optional.empty();
        }
        return format.hasField() && known.isEmpty()
                ? Optional.empty()
                : Optional.of(new FileDelivery(
                        format,
                        known.orElse(null),
                        format.isLogin() ? username.map(Text::value).orElse(ProfileReader.ANY_USERNAME) : null));
    }

    private void fit(Fields fields, Format format, Optional<Text> field, Optional<Text> username) {
        if (format == Format.VALUE) {
            fields.needs("field");
        }
        if (!format.hasField()) {
            field.ifPresent(text -> problems.add(
                    text.place(), FileMistake.ONLY_WITH, "field", "as: value, as: netrc or as: docker-config"));
        }
        username.ifPresent(text -> {
            if (!format.isLogin()) {
                problems.add(text.place(), FileMistake.ONLY_WITH, "username", LOGINS);
            } else if (!FileDelivery.isUsername(text.value())) {
                problems.add(text.place(), FileMistake.BAD_LOGIN, text.shown());
            }
        });
    }

    /** What is the password unless said. */
    private Optional<String> login(Fields fields) {
        List<String> known = type.map(SpecType::fields).orElse(List.of(Credential.TOKEN));
        if (known.contains(Credential.TOKEN)) {
            return Optional.of(Credential.TOKEN);
        }
        fields.needs("field");
        return Optional.empty();
    }

    private Optional<String> field(Text field) {
        if (type.map(known -> known.has(field.value())).orElse(true)) {
            return Optional.of(field.value());
        }
        problems.add(
                field.place(),
                FileMistake.UNKNOWN_FIELD,
                "file",
                field.shown(),
                type.map(SpecType::name).orElse(""),
                type.map(SpecType::knownFields).orElse(""));
        return Optional.empty();
    }
}
