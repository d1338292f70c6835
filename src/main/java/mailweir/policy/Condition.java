package mailweir.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mailweir.slice.Network;
import mailweir.slice.Slice;

/** What a rule asks about: a pure function of the question and the signs. Over what is not known it is {@link Truth#UNKNOWN}. */
sealed interface Condition {
  Truth holds(Question question, Signs signs);

  /** All of them; always, where there are none. */
  record All(List<Condition> parts) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      Truth all = Truth.YES;
      for (Condition part : parts) {
        switch (part.holds(question, signs)) {
          case NO -> {
            return Truth.NO;
          }
          case UNKNOWN -> all = Truth.UNKNOWN;
          case YES -> {}
        }
      }
      return all;
    }
  }

  /** At least one of them. */
  record Any(List<Condition> parts) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      Truth any = Truth.NO;
      for (Condition part : parts) {
        switch (part.holds(question, signs)) {
          case YES -> {
            return Truth.YES;
          }
          case UNKNOWN -> any = Truth.UNKNOWN;
          case NO -> {}
        }
      }
      return any;
    }
  }

  /** The opposite; of what is not known, not known either. */
  record Not(Condition part) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      return part.holds(question, signs).not();
    }
  }

  /** The family of the system begins with one of these words. */
  record Os(List<String> beginnings) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      Fingerprint f = signs.fingerprint();
      return f.state() != Fingerprint.State.OK
          ? Truth.UNKNOWN
          : Truth.of(
              beginnings.stream().anyMatch(b -> f.os().regionMatches(true, 0, b, 0, b.length())));
    }
  }

  /** Its flavor has one of these texts in it. */
  record Flavor(List<String> parts) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      Fingerprint f = signs.fingerprint();
      String flavor = f.flavor().toLowerCase(Locale.ROOT);
      return f.state() != Fingerprint.State.OK
          ? Truth.UNKNOWN
          : Truth.of(parts.stream().anyMatch(p -> flavor.contains(p.toLowerCase(Locale.ROOT))));
    }
  }

  /** The quality of the match, or another number, lies between bounds, both included. */
  record Between(What what, long least, long most) implements Condition {
    /** Which number. */
    enum What {
      QUALITY,
      DISTANCE,
      SIZE
    }

    @Override
    public Truth holds(Question question, Signs signs) {
      long value =
          switch (what) {
            case QUALITY -> {
              Fingerprint f = signs.fingerprint();
              yield f.state() == Fingerprint.State.OK ? f.quality() : -1;
            }
            case DISTANCE -> {
              Fingerprint f = signs.fingerprint();
              yield f.state() == Fingerprint.State.OK ? f.distance() : -1;
            }
            case SIZE -> question.size() > 0 ? question.size() : -1;
          };
      return value < 0 ? Truth.UNKNOWN : Truth.of(least <= value && value <= most);
    }
  }

  /** What kind of answer p0f gave; the only condition that holds when it gave none. */
  record Answered(Set<Fingerprint.State> states) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      return Truth.of(states.contains(signs.fingerprint().state()));
    }
  }

  /** The form of the name of the client's address. */
  record Reverse(Set<NameForm> forms) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      Optional<String> name = reverse(question, signs);
      if (name.isEmpty()) {
        return Truth.UNKNOWN;
      }
      boolean holds = false;
      for (NameForm form : forms) {
        holds |=
            switch (form) {
              case MISSING -> name.get().isEmpty();
              case UNVERIFIED -> !name.get().isEmpty() && question.name().isEmpty();
              case DYNAMIC -> DynamicName.looksSo(name.get(), question.client());
            };
      }
      return Truth.of(holds);
    }

    /** As the mail server tells it, else as the DNS does. */
    static Optional<String> reverse(Question question, Signs signs) {
      return question.reverse() != null ? Optional.of(question.reverse()) : signs.reverse();
    }
  }

  /** The form of a name that an address has. */
  enum NameForm {
    MISSING,
    UNVERIFIED,
    DYNAMIC
  }

  /** The form of what the client calls itself. */
  record Helo(Set<HeloForm> forms, Set<String> ownNames) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      Truth any = Truth.NO;
      for (HeloForm form : forms) {
        switch (form.of(question, signs, ownNames)) {
          case YES -> {
            return Truth.YES;
          }
          case UNKNOWN -> any = Truth.UNKNOWN;
          case NO -> {}
        }
      }
      return any;
    }
  }

  /** A list of the DNS names the client; with one of these answers, where some are given. */
  record Listed(String zone, Set<String> codes) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      Listing listing = signs.listed(zone);
      return switch (listing.state()) {
        case NO_ANSWER -> Truth.UNKNOWN;
        case NOT_LISTED -> Truth.NO;
        case LISTED ->
            Truth.of(
                codes.isEmpty()
                    || List.of(listing.codes().split(" ")).stream().anyMatch(codes::contains));
      };
    }
  }

  /** What SPF says is one of these. */
  record SpfIs(Set<Spf> results) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      if (question.sender() == null) {
        return Truth.UNKNOWN;
      }
      Spf spf = signs.spf();
      return spf == Spf.NO_ANSWER ? Truth.UNKNOWN : Truth.of(results.contains(spf));
    }
  }

  /** Whether it is logged in. */
  record Login(boolean wanted) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      return Truth.of(wanted != question.login().isEmpty());
    }
  }

  /** Whether it encrypts. */
  record Tls(boolean wanted) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      return Truth.of(wanted != question.tls().isEmpty());
    }
  }

  /** The recipient is one of these. */
  record Recipient(AddressList addresses) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      return question.recipient().isEmpty()
          ? Truth.UNKNOWN
          : Truth.of(addresses.contains(question.recipient()));
    }
  }

  /** The sender is one of these. */
  record Sender(AddressList addresses) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      return question.sender() == null
          ? Truth.UNKNOWN
          : Truth.of(addresses.contains(question.sender()));
    }
  }

  /** The client's address lies in one of these networks. */
  record Client(List<Network> networks) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      return question.client() == null
          ? Truth.UNKNOWN
          : Truth.of(anyContains(networks, question.client()));
    }

    static boolean anyContains(List<Network> networks, java.net.InetAddress client) {
      if (networks.isEmpty()) {
        return false;
      }
      Slice address = Slice.of(client.getHostAddress().replaceFirst("%.*", ""));
      for (Network network : networks) {
        if (network.contains(address)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The client's name, checked both ways, is one of these or, with a dot in front, below one. */
  record Name(Set<String> names) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      String name = question.name().toLowerCase(Locale.ROOT);
      for (String n : names) {
        if (n.startsWith(".") ? name.endsWith(n) : name.equals(n)) {
          return Truth.YES;
        }
      }
      return Truth.NO;
    }
  }

  /** How the client behaved before is one of these. */
  record Behaved(Set<Greylist.Earlier> ways) implements Condition {
    @Override
    public Truth holds(Question question, Signs signs) {
      return Truth.of(ways.contains(signs.earlier()));
    }
  }
}
