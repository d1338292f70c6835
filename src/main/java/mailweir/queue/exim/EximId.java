package mailweir.queue.exim;

/** A message id: {@code 1xUOoY-0002NJ-1S}, from Exim 4.97 on {@code 1xUOoY-00000000abc-1S2d}. */
public final class EximId {
  private static final int[][] FORMS = {{6, 6, 2}, {6, 11, 4}};
  private static final int HASHED = 5;

  private EximId() {}

  /** Whether it is one by its letters: nothing that a path or an argument could make something of. */
  public static boolean isOne(String id) {
    if (id == null) {
      return false;
    }
    for (int[] form : FORMS) {
      if (is(id, form)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(String id, int[] form) {
    int at = 0;
    for (int i = 0; i < form.length; i++) {
      if (i > 0 && (at >= id.length() || id.charAt(at++) != '-')) {
        return false;
      }
      for (int n = 0; n < form[i]; n++, at++) {
        if (at >= id.length() || !isSign(id.charAt(at))) {
          return false;
        }
      }
    }
    return at == id.length();
  }

  private static boolean isSign(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  /** The name of the folder that a split spool keeps it in. */
  public static String folder(String id) {
    return id.substring(HASHED, HASHED + 1);
  }

  /** How many bytes of its {@code -D} file are before the body: the file's name and a line end. */
  public static int beforeBody(String id) {
    return id.length() + "-D\n".length();
  }
}
