package mailweir.queue.postfix;

/** Addresses as Postfix shows them, {@code "a b"@example.org}, beside how its files keep them, {@code a b@example.org}. */
final class Quoted {
  private Quoted() {}

  /** Without quotes around the local part; any other text stays. */
  static String off(String address) {
    if (address.isEmpty() || address.charAt(0) != '"') {
      return address;
    }
    StringBuilder plain = new StringBuilder(address.length());
    for (int i = 1; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '\\' && i + 1 < address.length()) {
        plain.append(address.charAt(++i));
      } else if (c == '"') {
        return plain.append(address, i + 1, address.length()).toString();
      } else {
        plain.append(c);
      }
    }
    return address;
  }
}
