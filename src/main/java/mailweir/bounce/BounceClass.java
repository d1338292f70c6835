package mailweir.bounce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The classes of remote answers, by the names that KumoMTA gives them. The order is ours; what is stored is the name. */
public enum BounceClass {
  UNCATEGORIZED("Uncategorized", BounceGroup.UNDETERMINED),
  INVALID_RECIPIENT("InvalidRecipient", BounceGroup.HARD),
  BAD_DOMAIN("BadDomain", BounceGroup.HARD),
  INACTIVE_MAILBOX("InactiveMailbox", BounceGroup.HARD),
  INVALID_SENDER("InvalidSender", BounceGroup.ADMIN),
  QUOTA_ISSUES("QuotaIssues", BounceGroup.SOFT),
  NO_ANSWER_FROM_HOST("NoAnswerFromHost", BounceGroup.SOFT),
  BAD_CONNECTION("BadConnection", BounceGroup.SOFT),
  DNS_FAILURE("DNSFailure", BounceGroup.SOFT),
  ROUTING_ERRORS("RoutingErrors", BounceGroup.ADMIN),
  RELAYING_ISSUES("RelayingIssues", BounceGroup.BLOCK),
  RELAY_DENIED("RelayDenied", BounceGroup.BLOCK),
  SPAM_BLOCK("SpamBlock", BounceGroup.BLOCK),
  SPAM_CONTENT("SpamContent", BounceGroup.BLOCK),
  SPAM_RELATED("SpamRelated", BounceGroup.BLOCK),
  VIRUS_RELATED("VirusRelated", BounceGroup.BLOCK),
  PROHIBITED_ATTACHMENT("ProhibitedAttachment", BounceGroup.BLOCK),
  CONTENT_RELATED("ContentRelated", BounceGroup.SOFT),
  POLICY_RELATED("PolicyRelated", BounceGroup.BLOCK),
  AUTHENTICATION_FAILED("AuthenticationFailed", BounceGroup.ADMIN),
  PROTOCOL_ERRORS("ProtocolErrors", BounceGroup.ADMIN),
  BAD_CONFIGURATION("BadConfiguration", BounceGroup.ADMIN),
  TOO_MANY_RECIPIENTS("TooManyRecipients", BounceGroup.SOFT),
  MESSAGE_EXPIRED("MessageExpired", BounceGroup.SOFT),
  TRANSIENT_FAILURE("TransientFailure", BounceGroup.SOFT),
  AUTO_REPLY("AutoReply", BounceGroup.SOFT),
  CHALLENGE_RESPONSE("ChallengeResponse", BounceGroup.SOFT),
  SUBSCRIBE("Subscribe", BounceGroup.ADMIN),
  UNSUBSCRIBE("Unsubscribe", BounceGroup.ADMIN);

  private static final BounceClass[] ALL = values();

  private final String word;
  private final BounceGroup group;

  BounceClass(String word, BounceGroup group) {
    this.word = word;
    this.group = group;
  }

  public String word() {
    return word;
  }

  public BounceGroup group() {
    return group;
  }

  /** The class of a name, capitals or not; null when there is none. */
  public static BounceClass named(String name) {
    for (BounceClass c : ALL) {
      if (c.word.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return c;
      }
    }
    return null;
  }

  /** All names, in the order of the classes' numbers. */
  public static List<String> words() {
    List<String> words = new ArrayList<>();
    for (BounceClass c : ALL) {
      words.add(c.word);
    }
    return words;
  }
}
