package adapt4j.kernel;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;

/**
 * Loads the classes that JShell compiles, and what {@code %classpath} adds.
 *
 * <p>JShell keeps each variable in a static field of a class of its own, and may make that class
 * anew when something that the declaration uses changes, such as an import. It then leaves the new
 * field empty. Here the value moves along, as long as the type stays the same.
 */
final class CellLoader extends URLClassLoader implements LoaderDelegate {
  private final Map<String, byte[]> compiled = new ConcurrentHashMap<>();
  private final Map<String, Field> variables = new HashMap<>();
  private final List<Field> newVariables = new ArrayList<>();
  private final Map<String, Field> lost = new HashMap<>();

  CellLoader(ClassLoader parent) {
    super("cells", new URL[0], parent);
  }

  @Override
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    boolean[] installed = new boolean[classes.length];
    // All are registered before the first is loaded, because they may need each other.
    for (ClassBytecodes c : classes) {
      compiled.put(c.name(), Instrument.weave(c.bytecodes()));
    }
    for (int i = 0; i < classes.length; i++) {
      try {
        keepVariables(loadClass(classes[i].name()));
        installed[i] = true;
      } catch (ReflectiveOperationException | LinkageError e) {
        throw new ClassInstallException("cannot load " + classes[i].name() + ": " + e, installed);
      }
    }
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    Class<?> loaded = findLoadedClass(name);
    if (loaded != null) {
      return loaded;
    }
    byte[] code = compiled.remove(name);
    return code == null ? super.findClass(name) : defineClass(name, code, 0, code.length);
  }

  @Override
  public void classesRedefined(ClassBytecodes[] classes) {
    throw new UnsupportedOperationException("classes of cells are replaced, not redefined");
  }

  @Override
  public void addToClasspath(String path) throws InternalException {
    for (String entry : path.split(File.pathSeparator)) {
      try {
        addURL(new File(entry).toURI().toURL());
      } catch (MalformedURLException e) {
        throw new InternalException("not a path: " + entry);
      }
    }
  }

  /** Lets go of the value of a variable that JShell made for the result of an expression. */
  void forget(String variable) {
    clear(variables.remove(variable));
  }

  /** Says that a cell begins. */
  void beginCell() {
    newVariables.clear();
    lost.clear();
  }

  /** The variables that the current cell gave another type, so that they lost their values. */
  Set<String> lost() {
    return lost.keySet();
  }

  /** Sets the variables to null that the current cell has declared, to make room in the heap. */
  void forgetNew() {
    newVariables.forEach(CellLoader::clear);
  }

  private static void clear(Field field) {
    if (field != null && !field.getType().isPrimitive()) {
      try {
        field.set(null, null);
      } catch (IllegalAccessException e) {
        throw new AssertionError("was made accessible when it was loaded", e);
      }
    }
  }

  private void keepVariables(Class<?> wrapper) throws IllegalAccessException {
    if (wrapper.getEnclosingClass() != null) {
      return; // a class that a cell declares, not JShell's wrapper around a variable
    }
    for (Field field : wrapper.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
        field.setAccessible(true); // public, but in a class that is not
        keepVariable(field);
      }
    }
  }

  private void keepVariable(Field field) throws IllegalAccessException {
    String name = field.getName();
    Field before = variables.put(name, field);
    if (before == null) {
      newVariables.add(field);
    } else if (isSameType(before, field)) {
      field.set(null, before.get(null));
    } else if (lost.containsKey(name) && isSameType(lost.get(name), field)) {
      field.set(null, lost.remove(name).get(null));
    } else if (before.get(null) != null) {
      lost.putIfAbsent(name, before);
    }
  }

  private static boolean isSameType(Field a, Field b) {
    return a.getType() == b.getType()
        && a.getGenericType().getTypeName().equals(b.getGenericType().getTypeName());
  }
}
