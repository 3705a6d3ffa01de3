package adapt4j;

/** What a notebook opens first. */
public final class Lab {
  private Lab() {}
}
