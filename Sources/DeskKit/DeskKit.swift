// DeskKit
