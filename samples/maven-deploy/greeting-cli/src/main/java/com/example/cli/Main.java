package com.example.cli;

/** Says hello. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("Hello, " + String.join(" ", args));
    }
}
