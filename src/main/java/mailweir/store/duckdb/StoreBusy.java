package mailweir.store.duckdb;

/** Another process has the store open. */
public final class StoreBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreBusy(String message) {
    super(message);
  }
}
