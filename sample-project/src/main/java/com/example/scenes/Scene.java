package com.example.scenes;

/** A way to fill a canvas; every throw of the dice gives another image of the same kind. */
@FunctionalInterface
interface Scene {

    void paint(Canvas canvas, Dice dice);
}
