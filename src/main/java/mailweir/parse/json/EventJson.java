package mailweir.parse.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import mailweir.bounce.BounceRules;
import mailweir.bounce.StatusCodes;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.event.Event.Envelope;
import mailweir.event.Event.Peer;
import mailweir.event.Event.Relay;
import mailweir.event.Event.Ruling;
import mailweir.event.Grounds;
import mailweir.event.Handover;
import mailweir.event.Status;
import mailweir.parse.Line;
import mailweir.slice.Slice;

/** Writes what lines mean, one JSON object a line. Confined to one thread. */
public final class EventJson implements AutoCloseable {
  private final JsonGenerator out;

  private final BounceRules bounces;

  /** Without the classes of answers. Closing it closes the stream. */
  public EventJson(OutputStream stream) throws IOException {
    this(stream, null);
  }

  /** With the classes that rules give failed attempts. Closing it closes the stream. */
  public EventJson(OutputStream stream, BounceRules bounces) throws IOException {
    this.bounces = bounces;
    out = new JsonFactory().createGenerator(stream).setCharacterEscapes(new TerminalEscapes());
    out.setRootValueSeparator(null);
  }

  /** One object: the envelope as far as the line states it, and the event's facts. {@code year}: stamps without one are resolved. */
  public void write(Line line, Event event, boolean year) throws IOException {
    out.writeStartObject();
    out.writeNumberField("line", line.number);
    boolean tells = event != Event.NOT_UNDERSTOOD && event != Event.UNINFORMATIVE;
    out.writeStringField("outcome", tells ? "event" : event.word());
    if (tells) {
      out.writeStringField("event", event.word());
    }
    text("time", StampText.of(line, year));
    if (line.host != null) {
      out.writeStringField("host", line.host.text());
    }
    if (line.program != null) {
      out.writeStringField("program", line.program.text());
    }
    text("pid", line.pid());
    facts(event);
    if (line.repeat > 1) {
      out.writeNumberField("repeat", line.repeat);
    }
    out.writeEndObject();
    out.writeRaw('\n');
  }

  private void facts(Event event) throws IOException {
    switch (event) {
      case Event.Connect(Peer peer, boolean screen) -> {
        client(peer);
        flag("screen", screen);
      }
      case Event.Disconnect(Peer peer, boolean screen) -> {
        client(peer);
        flag("screen", screen);
      }
      case Event.LostConnection(Slice queueId, Peer peer, Slice stage, boolean screen) -> {
        text("queue_id", queueId);
        client(peer);
        text("stage", stage);
        flag("screen", screen);
      }
      case Event.Client(
              Slice queueId,
              Peer peer,
              Slice method,
              Slice user,
              Slice origQueueId,
              Peer origPeer) -> {
        text("queue_id", queueId);
        client(peer);
        text("sasl_method", method);
        text("sasl_user", user);
        text("orig_queue_id", origQueueId);
        if (origPeer != null) {
          text("orig_client_name", origPeer.name());
          ip("orig_client_ip", origPeer.ip());
        }
      }
      case Event.Pickup(Slice queueId, Slice uid, Slice from, Slice origQueueId) -> {
        text("queue_id", queueId);
        text("uid", uid);
        text("from", from);
        text("orig_queue_id", origQueueId);
      }
      case Event.Split(Slice queueId, List<Slice> into, Slice from) -> {
        text("queue_id", queueId);
        several("next_queue_id", into);
        text("from", from);
      }
      case Event.Queued(Slice queueId, Slice from, long size, int nrcpt) -> {
        text("queue_id", queueId);
        text("from", from);
        number("size", size);
        number("nrcpt", nrcpt);
      }
      case Event.Arrival arrival -> arrival(arrival);
      case Event.Deliveries(List<Event.Delivery> each) -> deliveries(each);
      case Event.AttemptBegun(Slice queueId, Slice number, Slice to, Slice via) -> {
        text("queue_id", queueId);
        text("delivery_id", number);
        text("to", to);
        text("via", via);
      }
      case Event.AttemptEnded ended -> {
        text("delivery_id", ended.number());
        text("next_queue_id", ended.nextQueueId());
        relay(ended.relay());
        text(
            "status",
            ended.statusWord() != null ? ended.statusWord().toString() : ended.status().word());
        text("dsn", ended.dsn());
        number("smtp_code", ended.smtpCode());
        bounceClass(ended.status(), ended.smtpCode(), ended.dsn(), ended.text());
        text("text", ended.text());
      }
      case Event.Admitted(
              Slice check,
              Slice service,
              Peer peer,
              Envelope envelope,
              Slice saslUser,
              Slice text) -> {
        text("check", check);
        text("service", service);
        client(peer);
        envelope(envelope);
        text("sasl_user", saslUser);
        text("text", text);
      }
      case Event.Preprocessed(Slice queueId, Slice from, long size, Slice process, Slice uid) -> {
        text("queue_id", queueId);
        text("from", from);
        number("size", size);
        text("process", process);
        text("uid", uid);
      }
      case Event.HandedIn handed -> {
        text("process", handed.process());
        text("service", handed.service());
        client(handed.peer());
        envelope(handed.envelope());
        text("sasl_user", handed.saslUser());
        number("size", handed.size());
      }
      case Event.BounceQueued(Slice queueId, Slice process) -> {
        text("queue_id", queueId);
        text("process", process);
        text("kind", Slice.of("bounce"));
      }
      case Event.WebHit hit -> {
        text("virtual_host", hit.virtualHost());
        ip("client_ip", hit.clientIp());
        text("user", hit.user());
        text("method", hit.method());
        text("path", hit.path());
        number("http_status", hit.status());
        number("bytes", hit.bytes());
        text("referer", hit.referer());
        text("agent", hit.agent());
        flag("login_failed", hit.loginFailed());
      }
      case Event.MessageId(Slice queueId, Slice messageId, boolean resent) -> {
        text("queue_id", queueId);
        text("message_id", messageId);
        flag("resent", resent);
      }
      case Event.Removed(Slice queueId) -> text("queue_id", queueId);
      case Event.Delivery delivery -> delivery(delivery);
      case Event.Refusal refusal -> refusal(refusal);
      case Event.Ruling ruling -> ruling(ruling);
      case Event.Screened(Slice test, Peer peer, boolean passed, Slice text) -> {
        text("test", test);
        client(peer);
        out.writeBooleanField("passed", passed);
        text("text", text);
      }
      case Event.BounceNotice(Slice queueId, Slice noticeId, Slice kind, boolean arrival) -> {
        text("queue_id", queueId);
        text("next_queue_id", noticeId);
        text("kind", kind);
      }
      case Event.Expired(Slice queueId, Slice from) -> {
        text("queue_id", queueId);
        text("from", from);
        text("status", "expired");
      }
      case Event.QueueAct(Slice queueId, Slice act, Slice nextQueueId) -> {
        text("queue_id", queueId);
        text("next_queue_id", nextQueueId);
        text("act", act);
      }
      case Event.ProxyAccept(Slice nextQueueId, Peer peer, Envelope envelope) -> {
        text("next_queue_id", nextQueueId);
        client(peer);
        envelope(envelope);
      }
      case Event.FilterVerdict verdict -> verdict(verdict);
      case Event.VerdictPart(
              Slice filter,
              Slice filterId,
              Slice queueId,
              Slice nextQueueId,
              Slice messageId,
              Slice text) -> {
        text("filter", filter);
        text("filter_id", filterId);
        text("queue_id", queueId);
        text("next_queue_id", nextQueueId);
        text("message_id", messageId);
        text("text", text);
      }
      case Event.Login login -> {
        text("service", login.service());
        client(login.peer());
        text("sasl_method", login.method());
        text("sasl_user", login.user());
        text("queue_id", login.queueId());
        flag("mailbox", login.mailbox());
        text("helo", login.helo());
        number("smtp_code", code(login.text()));
        text("text", login.text());
        if (!login.counts()) {
          out.writeBooleanField("counts", false);
        }
      }
      case Event.Greylisted(
              Slice action,
              Slice reason,
              Peer peer,
              Envelope envelope,
              Slice queueId,
              Grounds grounds) -> {
        text("queue_id", queueId);
        text("action", action);
        text("text", reason);
        client(peer);
        envelope(envelope);
        number("waited", grounds.waited());
        text("rule", grounds.rule());
        text("os", grounds.os());
        text("stage", grounds.stage());
        if (grounds.shadow()) {
          out.writeBooleanField("shadow", true);
        }
      }
      case Event.Authenticity(
              Slice queueId,
              Slice mechanism,
              Slice result,
              Slice domain,
              Peer peer,
              Envelope envelope) -> {
        text("queue_id", queueId);
        text("mechanism", mechanism);
        text("result", result);
        text("domain", domain);
        client(peer);
        envelope(envelope);
      }
      case Event.Tls(Slice queueId, Peer peer, boolean client, Slice summary) -> {
        text("queue_id", queueId);
        if (client && peer != null) {
          relay(new Relay(peer.name(), peer.ip(), peer.port()));
        } else {
          client(peer);
        }
        text("text", summary);
      }
      case Event.Stored stored -> {
        text("message_id", stored.messageId());
        text("to", stored.user());
        text("mailbox", stored.mailbox());
        if (stored.status() != null) {
          text("status", stored.status().word());
        }
        text("text", stored.text());
      }
      case Event.Note(
              String kind,
              Slice queueId,
              Peer peer,
              Relay relay,
              int smtpCode,
              Slice text) -> {
        text("queue_id", queueId);
        client(peer);
        relay(relay);
        number("smtp_code", smtpCode);
        text("text", text);
      }
      case Event.Uninformative u -> {}
      case Event.NotUnderstood n -> {}
    }
  }

  private void arrival(Event.Arrival a) throws IOException {
    text("queue_id", a.queueId());
    text("entry", a.entry().name().toLowerCase(java.util.Locale.ROOT));
    client(a.peer());
    text("helo", a.helo());
    text("proto", a.proto());
    text("sasl_method", a.saslMethod());
    text("sasl_user", a.saslUser());
    text("from", a.from());
    several("to", a.to());
    number("size", a.size());
    number("nrcpt", a.nrcpt());
    text("message_id", a.messageId());
    text("orig_queue_id", a.origQueueId());
    text("subject", a.subject());
  }

  /** What all have in common, which is all but the recipient. */
  private void deliveries(List<Event.Delivery> each) throws IOException {
    Event.Delivery first = each.getFirst();
    attempt(first, each.stream().map(Event.Delivery::to).toList());
  }

  private void delivery(Event.Delivery d) throws IOException {
    attempt(d, d.to() == null ? null : List.of(d.to()));
  }

  private void attempt(Event.Delivery d, List<Slice> to) throws IOException {
    text("queue_id", d.queueId());
    text("next_queue_id", d.nextQueueId());
    text("from", d.from());
    several("to", to);
    text("orig_to", d.origTo());
    text("via", d.via());
    relay(d.relay());
    text(
        "status",
        d.statusWord() != null
            ? d.statusWord().toString()
            : d.status() != null ? d.status().word() : null);
    text("dsn", d.dsn());
    number("smtp_code", d.smtpCode());
    decimal("delay", d.delay());
    text("delays", d.delays());
    if (d.handover() != null && d.handover() != Handover.PLAIN) {
      text("handover", d.handover().name().toLowerCase(java.util.Locale.ROOT));
    }
    bounceClass(d.status(), d.smtpCode(), d.dsn(), d.text());
    text("text", d.text());
  }

  private void bounceClass(Status status, int code, Slice dsn, Slice answer) throws IOException {
    boolean failed =
        status == Status.BOUNCED
            || status == Status.DEFERRED
            || status == Status.EXPIRED
            || status == Status.SOFTBOUNCE;
    if (bounces == null || !failed) {
      return;
    }
    Slice said = answer == null ? new Slice(new byte[0], 0, 0) : answer;
    int number = StatusCodes.number(dsn == null ? null : dsn.toString());
    text("bounce_class", bounces.classify(said.array, said.from, said.to, code, number).word());
  }

  private void refusal(Event.Refusal r) throws IOException {
    text("queue_id", r.queueId());
    text("status", "rejected");
    text("stage", r.stage());
    client(r.peer());
    number("smtp_code", r.smtpCode());
    text("dsn", r.dsn());
    text("reject_reason", r.text());
    text("reason", r.reason() == null ? null : r.reason().word());
    out.writeBooleanField("temporary", r.temporary());
    text("list", r.list());
    text("virus", r.signature());
    envelope(r.envelope());
    text("sasl_user", r.saslUser());
  }

  private void ruling(Ruling r) throws IOException {
    text("queue_id", r.queueId());
    text(
        "status",
        switch (r.kind()) {
          case HELD -> "hold";
          case DISCARDED -> "discard";
          case REDIRECTED -> "redirect";
          case WARNED, NOTED -> null;
        });
    text("stage", r.stage());
    client(r.peer());
    number("smtp_code", r.smtpCode());
    text("dsn", r.dsn());
    text("text", r.text());
    envelope(r.envelope());
  }

  private void verdict(Event.FilterVerdict v) throws IOException {
    text("filter", v.filter());
    text("filter_id", v.filterId());
    text("queue_id", v.queueId());
    text("next_queue_id", v.nextQueueId());
    text("message_id", v.messageId());
    text("from", v.from());
    several("to", v.to());
    ip("client_ip", v.clientIp());
    if (v.categoryWord() != null) {
      text("category", v.categoryWord());
    } else if (v.category() != null) {
      text("category", v.category().name());
    }
    if (v.actionWord() != null) {
      text("action", v.actionWord());
    } else if (v.action() != null && v.action() != Action.NONE) {
      text("action", v.action().word());
    }
    text(v.category() == Category.VIRUS ? "virus" : "part", v.signature());
    decimal("spam_score", v.score());
    if (v.spam() != null) {
      out.writeBooleanField("spam", v.spam());
    }
    text("quarantine", v.quarantine());
    text("subject", v.subject());
    number("size", v.size());
    text("tests", v.tests());
    if (!v.counts()) {
      out.writeBooleanField("counts", false);
    }
  }

  private void client(Peer peer) throws IOException {
    if (peer != null) {
      text("client_name", peer.name());
      ip("client_ip", peer.ip());
      number("client_port", peer.port());
    }
  }

  private void relay(Relay relay) throws IOException {
    if (relay != null) {
      text("relay", relay.name());
      ip("relay_ip", relay.ip());
      number("relay_port", relay.port());
    }
  }

  private void envelope(Envelope envelope) throws IOException {
    if (envelope != null) {
      text("from", envelope.from());
      text("to", envelope.to());
      text("proto", envelope.proto());
      text("helo", envelope.helo());
    }
  }

  /** The reply code that a text begins with; -1 when it begins otherwise. */
  private static long code(Slice text) {
    return text == null || text.length() < 4 || text.at(3) != ' '
        ? -1
        : Slice.number(text.array, text.from, text.from + 3);
  }

  private void several(String key, List<Slice> values) throws IOException {
    if (values == null || values.isEmpty()) {
      return;
    }
    if (values.size() == 1) {
      text(key, values.getFirst());
      return;
    }
    out.writeArrayFieldStart(key);
    for (Slice value : values) {
      out.writeString(value.toString());
    }
    out.writeEndArray();
  }

  private void text(String key, Slice value) throws IOException {
    if (value != null) {
      out.writeStringField(key, value.toString());
    }
  }

  private void text(String key, String value) throws IOException {
    if (value != null) {
      out.writeStringField(key, value);
    }
  }

  private void ip(String key, Slice value) throws IOException {
    if (value != null && !value.isEmpty()) {
      out.writeStringField(key, IpText.of(value));
    }
  }

  private void number(String key, long value) throws IOException {
    if (value >= 0) {
      out.writeNumberField(key, value);
    }
  }

  private void decimal(String key, double value) throws IOException {
    if (Double.isNaN(value)) {
      return;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.writeNumberField(key, (long) value);
    } else {
      out.writeNumberField(key, value);
    }
  }

  private void flag(String key, boolean value) throws IOException {
    if (value) {
      out.writeBooleanField(key, true);
    }
  }

  /** Hands all that was written to the stream. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
