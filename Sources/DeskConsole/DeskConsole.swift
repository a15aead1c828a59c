// DeskConsole
