package mailweir.parse.postfix;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import mailweir.slice.Slice;

/** The programs of Postfix that log, found by the last element of a program's path; decided once for each program seen. */
enum Daemon {
  /** {@code postfix} alone: rsyslog's RFC 5424 dropped the daemon's name, so the text must decide. */
  ANY("postfix", true),
  SMTPD("smtpd", false),
  CLEANUP("cleanup", false),
  QMGR("qmgr", false),
  NQMGR("nqmgr", false),
  OQMGR("oqmgr", false),
  SMTP("smtp", false),
  RELAY("relay", false),
  LMTP("lmtp", false),
  LOCAL("local", false),
  VIRTUAL("virtual", false),
  PIPE("pipe", false),
  ERROR("error", false),
  RETRY("retry", false),
  DISCARD("discard", false),
  BOUNCE("bounce", false),
  DEFER("defer", false),
  TRACE("trace", false),
  PICKUP("pickup", false),
  POSTSCREEN("postscreen", true),
  DNSBLOG("dnsblog", true),
  TLSPROXY("tlsproxy", true),
  PROXYMAP("proxymap", false),
  PROXYWRITE("proxywrite", false),
  VERIFY("verify", false),
  ANVIL("anvil", false),
  SCACHE("scache", false),
  TRIVIAL_REWRITE("trivial-rewrite", false),
  REWRITE("rewrite", false),
  POSTSUPER("postsuper", true),
  POSTQUEUE("postqueue", true),
  POSTDROP("postdrop", true),
  POSTMAP("postmap", true),
  POSTALIAS("postalias", true),
  POSTCAT("postcat", true),
  POSTCONF("postconf", true),
  POSTKICK("postkick", true),
  POSTLOCK("postlock", true),
  POSTMULTI("postmulti", true),
  POSTFIX_TLS_SCRIPT("postfix-tls-script", true),
  POSTTLS_FINGER("posttls-finger", true),
  SENDMAIL("sendmail", false),
  MASTER("master", false),
  POSTFIX_SCRIPT("postfix-script", true),
  POSTFIX_WRAPPER("postfix-wrapper", true),
  POST_INSTALL("post-install", true),
  POSTLOG("postlog", true),
  POSTLOGD("postlogd", true),
  FLUSH("flush", false),
  SPAWN("spawn", false),
  SHOWQ("showq", false),
  TLSMGR("tlsmgr", false),
  QMQPD("qmqpd", false),
  NBDB_REINDEXD("nbdb_reindexd", false);

  private static final Map<String, Daemon> BY_NAME = new HashMap<>();

  static {
    for (Daemon d : values()) {
      BY_NAME.put(d.program, d);
    }
  }

  private final String program;
  private final boolean alone;

  /** The delivery agent's name, as {@link mailweir.event.Event.Delivery} wants it. */
  final Slice via;

  Daemon(String program, boolean alone) {
    this.program = program;
    this.alone = alone;
    this.via = Slice.of(program.equals("relay") ? "smtp" : program);
  }

  /** The daemon that a program's name stands for; {@code null} when it is not one of Postfix. */
  static Daemon of(String program) {
    int slash = program.lastIndexOf('/');
    Daemon daemon = BY_NAME.get(program.substring(slash + 1));
    if (daemon == null) {
      return null;
    }
    if (slash < 0) {
      return daemon.alone ? daemon : null;
    }
    String prefix = program.substring(0, slash).toLowerCase(Locale.ROOT);
    return slash == 0
            || prefix.startsWith("cyrus")
            || prefix.startsWith("dovecot")
            || prefix.startsWith("exim")
        ? null
        : daemon;
  }
}
