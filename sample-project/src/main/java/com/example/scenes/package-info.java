/** Images that a program paints: the same on every machine, and as many as a seed has numbers. */
package com.example.scenes;
