package adapt4j.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControl.InternalException;
import jdk.jshell.spi.ExecutionControl.RunException;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/** Runs JShell's snippets in this JVM, on the {@link CellThread}, and keeps results as objects. */
final class Control extends DirectExecutionControl implements ExecutionControlProvider {
  private final CellThread thread;
  private Object value;
  private Throwable thrown;

  Control(CellLoader loader, CellThread thread) {
    super(loader);
    this.thread = thread;
  }

  /** What the last snippet returned; JShell itself only passes text on. */
  Object takeValue() {
    Object taken = value;
    value = null;
    return taken;
  }

  /** What the last snippet threw; JShell itself only passes a description on. */
  Throwable takeThrown() {
    Throwable taken = thrown;
    thrown = null;
    return taken;
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    value = null;
    thrown = null;
    try {
      value = thread.call(() -> snippet.invoke(null));
      return "";
    } catch (Exception e) {
      throw e;
    } catch (Throwable e) {
      throw new InvocationTargetException(e);
    }
  }

  @Override
  protected String throwConvertedInvocationException(Throwable cause)
      throws RunException, InternalException {
    thrown = cause;
    return super.throwConvertedInvocationException(cause);
  }

  @Override
  protected String throwConvertedOtherException(Throwable cause)
      throws RunException, InternalException {
    thrown = cause; // JShell itself would pass over this in silence
    return super.throwConvertedOtherException(cause);
  }

  @Override
  public String name() {
    return "adapt4j";
  }

  @Override
  public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
    return this;
  }
}
