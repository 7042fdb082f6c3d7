/** A small image autoencoder, the images it is judged on, and the build step that prepares both. */
package com.example.autoencoder;
