package mailweir.pipeline;

import java.util.Map;
import mailweir.alert.Memory;

/** Keeps what alerts are in the store that is fed, between two of its rounds. */
public final class AlertMemory implements Memory {
  private final Store store;
  private final LiveFeed feed;

  public AlertMemory(Store store, LiveFeed feed) {
    this.store = store;
    this.feed = feed;
  }

  @Override
  public Map<String, String> load() {
    return store.alerts().all();
  }

  @Override
  public void save(Map<String, String> changes) {
    feed.between(open -> {
      open.alerts().put(changes);
      return null;
    });
  }
}
