package mailweir.bounce;

import java.util.HashMap;
import java.util.Map;

/**
 * What enhanced status codes mean: all of IANA's registry "SMTP Enhanced Status Codes" (RFC 3463, and what was registered after it up to
 * RFC 8689), in our own words.
 */
public final class StatusCodes {
  private static final Map<Integer, String> DETAILS = new HashMap<>();
  private static final Map<Integer, String> SUBJECTS = new HashMap<>();

  static {
    String[] subjects = {
      "0 no subject told",
      "1 addressing",
      "2 mailbox",
      "3 receiving system",
      "4 network and routing",
      "5 mail protocol",
      "6 content",
      "7 security or policy"
    };
    for (String s : subjects) {
      SUBJECTS.put(Integer.parseInt(s.substring(0, 1)), s.substring(2));
    }
    String[] details = {
      "0.0 no detail told",
      "1.0 something about an address",
      "1.1 no such mailbox",
      "1.2 no such host or domain",
      "1.3 the recipient's address is malformed",
      "1.4 the address fits more than one recipient",
      "1.5 the address is good",
      "1.6 the mailbox has moved and left no new address",
      "1.7 the sender's address is malformed",
      "1.8 the sender's domain is unknown or takes no mail",
      "1.9 passed on to a server that may not keep to the request",
      "1.10 the recipient's domain takes no mail at all",
      "2.0 something about the mailbox",
      "2.1 the mailbox is disabled",
      "2.2 the mailbox is full",
      "2.3 the message is larger than this mailbox takes",
      "2.4 the mailing list could not be expanded",
      "3.0 something about the receiving system",
      "3.1 the receiving system's disk is full",
      "3.2 the receiving system takes no mail now",
      "3.3 the receiving system lacks a feature that is needed",
      "3.4 the message is larger than the system takes",
      "3.5 the system is set up wrongly",
      "3.6 the priority asked for was changed",
      "4.0 something about the network",
      "4.1 the host does not answer",
      "4.2 the connection is bad or broke off",
      "4.3 the directory (DNS) could not answer",
      "4.4 no way to the host is known",
      "4.5 the system or network is overloaded",
      "4.6 the message goes in a circle",
      "4.7 the time for delivery is over",
      "5.0 something about the protocol",
      "5.1 the command was not expected here",
      "5.2 the command was not understood",
      "5.3 too many recipients",
      "5.4 a command's argument is not valid",
      "5.5 the two sides speak different versions",
      "5.6 the authentication exchange line is too long",
      "6.0 something about the content",
      "6.1 this kind of content is not supported",
      "6.2 the content would have to be converted, which is forbidden",
      "6.3 the content would have to be converted, which is not supported",
      "6.4 the content was converted with a loss",
      "6.5 the conversion failed",
      "6.6 the content cannot be had",
      "6.7 addresses beyond ASCII are not supported here",
      "6.8 an answer beyond ASCII would be needed",
      "6.9 headers beyond ASCII cannot be passed on",
      "6.10 an answer beyond ASCII would be needed",
      "7.0 something about security or policy",
      "7.1 the receiver refuses this message by its rules",
      "7.2 this sender may not write to the list",
      "7.3 a security conversion would be needed",
      "7.4 a security feature is not supported",
      "7.5 the cryptography failed",
      "7.6 the encryption asked for is not supported",
      "7.7 the message was changed on its way",
      "7.8 the login was wrong",
      "7.9 the way of logging in is too weak",
      "7.10 encryption is needed",
      "7.11 this way of logging in needs encryption",
      "7.12 the password must be changed first",
      "7.13 the account is disabled",
      "7.14 the trust that submission needs is missing",
      "7.15 the message's priority is too low now",
      "7.16 the message is too large for its priority",
      "7.17 the mailbox has another owner by now",
      "7.18 the domain has another owner by now",
      "7.19 the mailbox's owner cannot be checked now",
      "7.20 no DKIM signature was good",
      "7.21 no acceptable DKIM signature was found",
      "7.22 no good DKIM signature is by the author's domain",
      "7.23 SPF does not allow this client",
      "7.24 SPF could not be worked out",
      "7.25 the client's address has no name that leads back to it",
      "7.26 several checks of authenticity failed",
      "7.27 the sender's domain takes no mail, so no answer could reach it",
      "7.28 too many messages: a flood is suspected",
      "7.29 ARC could not be validated",
      "7.30 the sender's REQUIRETLS cannot be kept on the way"
    };
    for (String d : details) {
      int dot = d.indexOf('.');
      int blank = d.indexOf(' ');
      DETAILS.put(
          Integer.parseInt(d.substring(0, dot)) << 10
              | Integer.parseInt(d.substring(dot + 1, blank)),
          d.substring(blank + 1));
    }
  }

  private StatusCodes() {}

  /** {@code permanent: no such mailbox} for {@code 5.1.1}; null for what is no enhanced code. */
  public static String text(String code) {
    int n = number(code);
    if (n == 0) {
      return null;
    }
    int kind = n >> 20;
    String first = kind == 2 ? "success" : kind == 4 ? "for now" : kind == 5 ? "for good" : null;
    if (first == null) {
      return null;
    }
    String detail = DETAILS.get(n & 0xFFFFF);
    if (detail == null) {
      detail = SUBJECTS.get(n >> 10 & 1023);
    }
    return detail == null ? first : first + ": " + detail;
  }

  /** {@code 5.1.1} as {@code 5 << 20 | 1 << 10 | 1}; 0 for null and for what is none. */
  public static int number(String code) {
    if (code == null || !code.matches("[245]\\.\\d{1,3}\\.\\d{1,3}")) {
      return 0;
    }
    String[] p = code.split("\\.");
    return Integer.parseInt(p[0]) << 20 | Integer.parseInt(p[1]) << 10 | Integer.parseInt(p[2]);
  }

  /** The bits of a {@link #number} that a pattern looks at, in which {@code x} is any number. */
  static int mask(String pattern) {
    String[] p = pattern.split("\\.");
    return maskOf(p[0], ~0 << 20) | maskOf(p[1], 1023 << 10) | maskOf(p[2], 1023);
  }

  /** What those bits must be. */
  static int value(String pattern) {
    String[] p = pattern.split("\\.");
    return valueOf(p[0]) << 20 | valueOf(p[1]) << 10 | valueOf(p[2]);
  }

  private static int maskOf(String part, int bits) {
    return part.equals("x") ? 0 : bits;
  }

  private static int valueOf(String part) {
    return part.equals("x") ? 0 : Integer.parseInt(part);
  }
}
