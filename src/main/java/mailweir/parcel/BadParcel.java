package mailweir.parcel;

/** Bytes that are no parcel, or one that was damaged or is too large; the message says which. */
public final class BadParcel extends Exception {
  private static final long serialVersionUID = 1L;

  BadParcel(String message) {
    super(message);
  }

  BadParcel(String message, Throwable cause) {
    super(message, cause);
  }
}
