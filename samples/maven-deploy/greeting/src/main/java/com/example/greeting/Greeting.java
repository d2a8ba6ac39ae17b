package com.example.greeting;

/** What is published. */
public record Greeting(String name) {
    @Override
    public String toString() {
        return "Hello, " + name;
    }
}
