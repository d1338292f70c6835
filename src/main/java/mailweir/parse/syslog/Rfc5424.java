package mailweir.parse.syslog;

import mailweir.parse.Line;

/**
 * A line in the form of RFC 5424: {@code <22>1 2026-11-20T19:19:12+05:45 mx1 postfix 29648 - - text}.
 *
 * <p>rsyslog drops the daemon's name when it writes this form: the program is {@code postfix} then, and what it was can only be told
 * by the text.
 */
final class Rfc5424 {
  private final Envelopes envelopes;

  Rfc5424(Envelopes envelopes) {
    this.envelopes = envelopes;
  }

  /** {@code ts HOST APP PROCID MSGID SD MSG}: RFC 5424 behind its version. */
  boolean parse(byte[] a, int from, int to, Line line) {
    Line.Stamp s = line.stamp;
    int p = from;
    int end;
    if (a[p] == '-') {
      end = p + 1;
      s.present = false;
    } else {
      end = Stamps.iso(a, p, to, s);
      if (end < 0 || a[p + 10] == ' ') {
        return false;
      }
    }
    int host = end + 1;
    int hostEnd = Envelopes.token(a, Math.min(host, to), to);
    int app = hostEnd + 1;
    int appEnd = Envelopes.token(a, Math.min(app, to), to);
    int pid = appEnd + 1;
    int pidEnd = Envelopes.token(a, Math.min(pid, to), to);
    int id = pidEnd + 1;
    int idEnd = Envelopes.token(a, Math.min(id, to), to);
    if (idEnd >= to) {
      return false;
    }
    int text = structuredData(a, idEnd + 1, to);
    if (text < 0) {
      return false;
    }
    if (!nil(a, host, hostEnd)) {
      line.host = envelopes.hosts().of(a, host, hostEnd);
    }
    if (!nil(a, pid, pidEnd)) {
      line.pidFrom = pid;
      line.pidTo = pidEnd;
    }
    // rsyslog hands on the blank that stood behind the colon; and RFC 5424 allows a mark of UTF-8
    // before the text.
    if (text < to && a[text] == ' ') {
      text++;
    }
    if (to - text >= 3
        && a[text] == (byte) 0xEF
        && a[text + 1] == (byte) 0xBB
        && a[text + 2] == (byte) 0xBF) {
      text += 3;
    }
    if (!nil(a, app, appEnd)) {
      line.program = envelopes.programs().of(a, app, appEnd);
    } else {
      int tagEnd = Envelopes.token(a, text, to);
      if (tagEnd > text
          && Envelopes.tagAt(a, text, tagEnd)
          && envelopes.tag(a, text, tagEnd, line)) {
        text = Math.min(tagEnd + 1, to);
      }
    }
    envelopes.text(a, text, to, line);
    return true;
  }

  private static boolean nil(byte[] a, int p, int end) {
    return end <= p || (end == p + 1 && a[p] == '-');
  }

  /** Index behind the structured data and the blank after it; -1 when it is none. */
  private static int structuredData(byte[] a, int from, int to) {
    int p = from;
    if (p < to && a[p] == '-') {
      p++;
    } else {
      if (p >= to || a[p] != '[') {
        return -1;
      }
      while (p < to && a[p] == '[') {
        boolean quoted = false;
        for (p++; p < to; p++) {
          if (quoted && a[p] == '\\') {
            p++;
          } else if (a[p] == '"') {
            quoted = !quoted;
          } else if (a[p] == ']' && !quoted) {
            break;
          }
        }
        if (p >= to) {
          return -1;
        }
        p++;
      }
    }
    if (p < to && a[p] != ' ') {
      return -1;
    }
    return Math.min(p + 1, to);
  }
}
