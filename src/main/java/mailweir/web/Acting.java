package mailweir.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mailweir.action.Barrier;
import mailweir.action.Operator;
import mailweir.action.Order;
import mailweir.action.Plan;
import mailweir.action.Selection;
import mailweir.action.Wish;
import mailweir.answer.Plain;

/**
 * What forms ask for: a plan, or that one be done. A plan changes nothing; it is shown on the page that asked, and is done only when that is
 * sent back with a reason, and with its number typed where many messages would be deleted. Whoever reaches the pages is the operator.
 */
final class Acting {
  /** Who acts, for the audit. */
  static final String BY = "page";

  private static final int MOST_PLANS = 100;
  private static final Map<String, Duration> LENGTHS =
      Map.of(
          "1h", Duration.ofHours(1),
          "1d", Duration.ofDays(1),
          "7d", Duration.ofDays(7),
          "30d", Duration.ofDays(30));

  private final Operator operator;
  private final Map<String, Plan> plans = new LinkedHashMap<>();

  Acting(Operator operator) {
    this.operator = operator;
  }

  /** A plan that was made here; {@code null}: it is none, or was done, or is forgotten. */
  synchronized Plan plan(String id) {
    return id == null ? null : plans.get(id);
  }

  /** Makes a plan and shows it. */
  void plan(Context ctx) {
    String back = back(ctx);
    try {
      Plan plan = operator.plan(wish(ctx));
      synchronized (this) {
        while (plans.size() >= MOST_PLANS) {
          plans.remove(plans.keySet().iterator().next());
        }
        plans.put(plan.id(), plan);
      }
      ctx.redirect(
          back + (back.contains("?") ? "&" : "?") + "plan=" + plan.id() + "#plan",
          io.javalin.http.HttpStatus.SEE_OTHER);
    } catch (IllegalArgumentException e) {
      throw notDone(e.getMessage());
    }
  }

  /** Does what a plan says. */
  void confirm(Context ctx) {
    String back = back(ctx);
    Plan plan = plan(ctx.formParam("plan"));
    if (plan == null) {
      throw notDone("there is no such plan any more; nothing was done; plan it again");
    }
    String typed = text(ctx, "typed");
    boolean deletes =
        plan.wish() instanceof Wish.Messages w && w.deed() == Wish.Messages.Deed.DELETE;
    if (deletes
        && plan.messages() > Plan.TYPED_OVER
        && !Long.toString(plan.messages())
            .equals(typed == null ? "" : typed.replaceAll("[ ,.']", ""))) {
      throw notDone(
          "the number of messages ("
              + plan.messages()
              + ") was not typed; nothing was done; go back and type it");
    }
    String reason = text(ctx, "reason");
    try {
      operator.confirm(plan.id(), BY, reason);
    } catch (IllegalArgumentException e) {
      throw notDone(e.getMessage());
    }
    synchronized (this) {
      plans.remove(plan.id());
    }
    ctx.redirect(back + "#done", io.javalin.http.HttpStatus.SEE_OTHER);
  }

  private static HttpResponseException notDone(String why) {
    return new HttpResponseException(409, Plain.cut(why, 600), Map.of());
  }

  /** The page that asked: one of ours, as far as its address says. */
  private static String back(Context ctx) {
    String back = ctx.formParam("back");
    if (back == null || !back.matches("/(incident|actions)(\\?[!-\"$-~]*)?")) {
      throw notDone("the form does not say which page it is of; nothing was done");
    }
    return back;
  }

  private static String text(Context ctx, String name) {
    String text = ctx.formParam(name);
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static Wish wish(Context ctx) {
    String what = text(ctx, "do");
    return switch (what == null ? "" : what) {
      case "hold" -> messages(ctx, Wish.Messages.Deed.HOLD);
      case "release" -> messages(ctx, Wish.Messages.Deed.RELEASE);
      case "retry" -> messages(ctx, Wish.Messages.Deed.RETRY);
      case "delete" -> messages(ctx, Wish.Messages.Deed.DELETE);
      case "block" -> {
        String kind = text(ctx, "kind");
        String value = text(ctx, "value");
        if (value == null) {
          throw new IllegalArgumentException("block: says nobody; nothing was planned");
        }
        yield new Wish.KeepOut(
            kind == null ? null : word(Barrier.Kind.class, kind),
            value,
            lasting(text(ctx, "lasting")),
            List.of(),
            false);
      }
      case "pause", "resume" ->
          new Wish.Scan(
              word(Order.Scanner.class, text(ctx, "scanner")), what.equals("resume"), List.of());
      case "undo" -> new Wish.TakeBack(String.valueOf(text(ctx, "deed")));
      default ->
          throw new IllegalArgumentException("an action that is not known; nothing was done");
    };
  }

  /** For good where nothing is chosen. */
  private static Duration lasting(String text) {
    if (text != null && !LENGTHS.containsKey(text)) {
      throw new IllegalArgumentException("block: a time that is not known; nothing was planned");
    }
    return text == null ? null : LENGTHS.get(text);
  }

  private static Wish messages(Context ctx, Wish.Messages.Deed deed) {
    Selection selection =
        selection(
            text(ctx, "host"),
            text(ctx, "queue"),
            text(ctx, "from"),
            text(ctx, "to"),
            text(ctx, "client"),
            text(ctx, "account"),
            text(ctx, "reason_is"));
    if (selection.isEverything()) {
      throw new IllegalArgumentException(
          "all mail of a host: nothing chooses messages; nothing was planned; choose a relay, account or sender");
    }
    return new Wish.Messages(deed, selection, null);
  }

  static Selection selection(
      String host,
      String queue,
      String from,
      String to,
      String client,
      String account,
      String reason) {
    return new Selection(
        host == null ? List.of() : List.of(host),
        queue,
        from,
        to,
        client,
        account,
        reason,
        null,
        List.of());
  }

  private static <E extends Enum<E>> E word(Class<E> type, String text) {
    try {
      return Enum.valueOf(type, String.valueOf(text).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a word that is not known; nothing was planned", e);
    }
  }
}
