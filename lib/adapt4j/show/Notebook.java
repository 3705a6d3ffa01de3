package adapt4j.show;

import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The running Jupyter kernel, found by reflection, so that this library needs none to compile or to
 * run.
 *
 * <p>Our kernel and JJava share one base library; IJava has an older one with the same method names
 * in another package.
 */
final class Notebook {
  private record Family(String entry, String getter, String displayData) {}

  private static final List<Family> FAMILIES =
      List.of(
          new Family(
              "org.dflib.jjava.jupyter.kernel.BaseKernel",
              "notebookKernel",
              "org.dflib.jjava.jupyter.kernel.display.DisplayData"),
          new Family(
              "io.github.spencerpark.ijava.IJava",
              "getKernelInstance",
              "io.github.spencerpark.jupyter.kernel.display.DisplayData"));

  private final Object kernel;
  private final Class<?> displayData;

  private Notebook(Object kernel, Class<?> displayData) {
    this.kernel = kernel;
    this.displayData = displayData;
  }

  /** The kernel this code runs in, or nothing in a plain program. */
  static Optional<Notebook> running() {
    for (ClassLoader loader : loaders()) {
      for (Family family : FAMILIES) {
        Optional<Notebook> found = find(family, loader);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Adds an output to the cell. The id lets a later {@link #update} replace it; null for none. */
  void display(Map<String, Object> data, Map<String, Object> metadata, String id) {
    Object bundle = bundle(data, metadata);
    if (id != null) {
      call(bundle, "setDisplayId", String.class, id);
    }
    call(kernel, "display", displayData, bundle);
  }

  /** Replaces the output with this id, wherever it stands. */
  void update(Map<String, Object> data, Map<String, Object> metadata, String id) {
    try {
      Object io = kernel.getClass().getMethod("getIO").invoke(kernel);
      Object stream = io.getClass().getField("display").get(io);
      stream
          .getClass()
          .getMethod("updateDisplay", String.class, displayData)
          .invoke(stream, id, bundle(data, metadata));
    } catch (ReflectiveOperationException e) {
      throw unknownKernel(e);
    }
  }

  private Object bundle(Map<String, Object> data, Map<String, Object> metadata) {
    try {
      Object bundle = displayData.getConstructor().newInstance();
      for (var entry : data.entrySet()) {
        put(bundle, "putData", entry);
      }
      for (var entry : metadata.entrySet()) {
        put(bundle, "putMetaData", entry);
      }
      return bundle;
    } catch (ReflectiveOperationException e) {
      throw unknownKernel(e);
    }
  }

  private static void put(Object bundle, String method, Map.Entry<String, Object> entry)
      throws ReflectiveOperationException {
    bundle
        .getClass()
        .getMethod(method, String.class, Object.class)
        .invoke(bundle, entry.getKey(), entry.getValue());
  }

  private static void call(Object target, String method, Class<?> type, Object argument) {
    try {
      target.getClass().getMethod(method, type).invoke(target, argument);
    } catch (ReflectiveOperationException e) {
      throw unknownKernel(e);
    }
  }

  private static IllegalStateException unknownKernel(ReflectiveOperationException e) {
    Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
    return new IllegalStateException("This kernel cannot display: " + cause, cause);
  }

  private static Optional<Notebook> find(Family family, ClassLoader loader) {
    try {
      Class<?> entry = Class.forName(family.entry(), true, loader);
      Object kernel = entry.getMethod(family.getter()).invoke(null);
      if (kernel == null) {
        return Optional.empty();
      }
      // The kernel's own loader, so that display(DisplayData) is found on the kernel's class.
      Class<?> data = Class.forName(family.displayData(), true, kernel.getClass().getClassLoader());
      return Optional.of(new Notebook(kernel, data));
    } catch (ReflectiveOperationException | LinkageError e) {
      // Not this family, or its library is here without a running kernel: both are ordinary.
      return Optional.empty();
    }
  }

  private static Set<ClassLoader> loaders() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(context);
    }
    loaders.add(Notebook.class.getClassLoader());
    return loaders;
  }
}
