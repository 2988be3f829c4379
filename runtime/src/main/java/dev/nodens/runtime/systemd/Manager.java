package dev.nodens.runtime.systemd;

import java.util.List;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;

/** What of {@code org.freedesktop.systemd1.Manager} is used (org.freedesktop.systemd1(5)). */
@DBusInterfaceName("org.freedesktop.systemd1.Manager")
public interface Manager extends DBusInterface {

    /** Asks for signals: nobody gets JobRemoved who did not. */
    @DBusMemberName("Subscribe")
    void subscribe();

    /** Returns the job that does it. */
    @DBusMemberName("StartTransientUnit")
    DBusPath startTransientUnit(String name, String mode, List<UnitProperty> properties, List<AuxiliaryUnit> auxiliary);

    @DBusMemberName("SetUnitProperties")
    void setUnitProperties(String name, boolean runtime, List<UnitProperty> properties);

    /** Returns the job that does it. */
    @DBusMemberName("StopUnit")
    DBusPath stopUnit(String name, String mode);

    /** Returns the unit's object; an error where it is not loaded. */
    @DBusMemberName("GetUnit")
    DBusPath getUnit(String name);

    /** Lets systemd forget a unit that has failed. */
    @DBusMemberName("ResetFailedUnit")
    void resetFailedUnit(String name);

    /** A job is over: {@code done}, or another word for why it did not succeed. */
    class JobRemoved extends DBusSignal {

        private final DBusPath job;
        private final String result;

        public JobRemoved(String path, UInt32 id, DBusPath job, String unit, String result) throws DBusException {
            super(path, id, job, unit, result);
            this.job = job;
            this.result = result;
        }

        DBusPath job() {
            return job;
        }

        String result() {
            return result;
        }
    }
}
