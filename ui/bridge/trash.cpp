#include "bridge/trash.h"

#include "common/error.h"

#include <QCoreApplication>
#include <QFile>

namespace atelier::ui {

void moveToTrash(const std::filesystem::path& folder) {
    if (QFile::moveToTrash(QString::fromStdString(folder.string()))) return;
    throw Error::failure(
        QCoreApplication::translate("Trash", "this could not be moved to the trash").toStdString(), folder.string(),
        QCoreApplication::translate("Trash", "there may be no trash on this disk: delete the folder by hand")
            .toStdString());
}

}  // namespace atelier::ui
