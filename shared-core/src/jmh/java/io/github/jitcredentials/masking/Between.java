package io.github.jitcredentials.masking;

import io.github.jitcredentials.model.Secret;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;

/** The masker as a program between two pipes, for comparing it with {@code cat}. */
public final class Between {
    private Between() {}

    /** Takes the number of secrets. */
    public static void main(String[] args) throws IOException {
        Masker masker = new Masker(InstantSource.system());
        for (Secret secret : BenchmarkSecrets.of(Integer.parseInt(args[0]), 40)) {
            masker.add("benchmark", secret);
        }
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new FileInputStream(FileDescriptor.in);
                OutputStream out = masker.wrap(new FileOutputStream(FileDescriptor.out))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        }
    }
}
