package io.github.jitcredentials.gate;

final class Format {
  private Format( ) { }
}
